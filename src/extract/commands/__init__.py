"""The commands, one file each: take the arguments, call one function, print, leave."""
