// Every table of a folder as one JSON object of lists of rows: node read.mjs FOLDER
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const folder = process.argv[2]
const tables = {}
for (const name of readdirSync(folder).filter(name => name.endsWith('.parquet')).sort()) {
  const file = await asyncBufferFromFile(join(folder, name))
  tables[name.replace('.parquet', '')] = await parquetReadObjects({ file, compressors })
}
console.log(JSON.stringify(tables))
