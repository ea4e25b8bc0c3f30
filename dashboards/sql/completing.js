// What may stand at a place of a statement. `editor.js` follows in the same module.

const MOST_SHOWN = 60
const TOKENS =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*(?:'|$))|("(?:[^"]|"")*(?:"|$))|(\b\d[\d_]*(?:\.\d+)?\b)|([A-Za-z_]\w*)/g

// Names by what they complete to, found once for each catalogue.
let prepared = { key: null, names: null }

function prepare(completions) {
  const key = JSON.stringify(completions)
  if (prepared.key === key) return prepared.names
  const tables = Object.keys(completions.tables)
  const names = {
    tables,
    columns: completions.tables,
    schemas: [...new Set(tables.map(name => name.split(".")[0]))],
    keywords: completions.keywords,
    functions: completions.functions,
    isKeyword: new Set(completions.keywords),
    isFunction: new Set(completions.functions),
  }
  prepared = { key, names }
  return names
}

// Whether a place is in a text or in a comment, where nothing is completed.
function isInside(before) {
  for (const match of before.matchAll(TOKENS)) {
    if (match.index + match[0].length < before.length) continue
    if (match[1]) return match[1].startsWith("--") || !match[1].endsWith("*/")
    if (match[2]) return match[2].length === 1 || !match[2].endsWith("'")
    if (match[3]) return match[3].length === 1 || !match[3].endsWith('"')
  }
  return false
}

// The tables that a statement reads, by the names that they have in it.
function readTables(text, names) {
  const found = new Map()
  const reads = /\b(?:from|join)\s+([A-Za-z_]\w*\.[A-Za-z_]\w*)(?:\s+(?:as\s+)?([A-Za-z_]\w*))?/gi
  for (const match of text.matchAll(reads)) {
    const table = match[1].toLowerCase()
    if (!names.columns[table]) continue
    found.set(table, table)
    found.set(table.split(".")[1], table)
    const alias = match[2]?.toLowerCase()
    if (alias && !names.isKeyword.has(alias)) found.set(alias, table)
  }
  return found
}

function candidates(text, before, names, isAsked) {
  if (isInside(before)) return null
  const token = before.match(/[A-Za-z_][\w.]*$/)?.[0] ?? ""
  const wanted = token.toLowerCase()
  const dot = wanted.lastIndexOf(".")
  if (!isAsked && dot < 0 && wanted.length < 2) return null
  if (/\d$/.test(before.slice(0, before.length - token.length))) return null
  const read = readTables(text, names)
  const items = dot >= 0
    ? after(wanted.slice(0, dot), wanted.slice(dot + 1), names, read)
    : anything(wanted, names, read, /\b(from|join)\s+[\w.]*$/i.test(before))
  const replaces = dot >= 0 ? token.length - dot - 1 : token.length
  const typed = dot >= 0 ? wanted.slice(dot + 1) : wanted
  // a word that is whole needs no help, and Enter is to begin a line
  if (!isAsked && items.some(item => item.insert.toLowerCase() === typed)) return null
  return { items: items.slice(0, MOST_SHOWN), replaces }
}

// What may follow "schema." or "table.".
function after(owner, typed, names, read) {
  const table = names.columns[owner] ? owner : read.get(owner)
  const columns = table ? columnsOf(table, names) : []
  const tables = names.tables
    .filter(name => name.startsWith(`${owner}.`))
    .map(name => ({ name: name.slice(owner.length + 1), kind: "table" }))
    .map(item => ({ ...item, insert: item.name }))
  return matching([...columns, ...tables], typed)
}

function anything(typed, names, read, isTable) {
  const columns = [...new Set(read.values())].flatMap(table => columnsOf(table, names))
  const different = [...new Map(columns.map(item => [item.name, item])).values()]
  const tables = names.tables.map(name => ({ name, insert: name, kind: "table" }))
  if (isTable) return matching(tables, typed)
  const words = [
    ...names.keywords.map(name => ({ name, insert: name, kind: "keyword" })),
    ...names.functions.map(name => ({ name, insert: name, kind: "function" })),
  ]
  if (!typed) return [...different, ...tables]
  return [...matching(different, typed), ...matching(tables, typed),
    ...words.filter(item => item.name.startsWith(typed))]
}

function columnsOf(table, names) {
  return names.columns[table].map(([name, type]) => ({
    name,
    insert: /^[a-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`,
    kind: "column",
    detail: `${table.split(".")[1]} · ${type}`,
  }))
}

// Those that begin so, or whose table does, come before those that only have it in them.
function matching(items, typed) {
  const begins = item => item.name.toLowerCase().startsWith(typed)
    || (item.kind === "table" && item.name.split(".").at(-1).startsWith(typed))
  const has = items.filter(item => item.name.toLowerCase().includes(typed))
  return [...has.filter(begins), ...has.filter(item => !begins(item))]
}
