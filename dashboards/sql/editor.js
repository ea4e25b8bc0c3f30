// A text area with SQL in colours behind it, and a list that completes names (`completing.js`).

const editors = new WeakMap()

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component
  let editor = editors.get(parentElement)
  if (!editor) {
    editor = makeEditor(parentElement)
    editors.set(parentElement, editor)
  }
  editor.tell = setStateValue
  editor.run = setTriggerValue
  editor.update(data)
  return () => {
    editor.close()
    editors.delete(parentElement)
  }
}

function makeEditor(root) {
  const frame = root.querySelector(".editor")
  const area = root.querySelector(".written")
  const shown = root.querySelector(".shown")
  const list = root.querySelector(".completions")
  const said = root.querySelector(".said")
  const editor = { version: null, told: null, items: [], chosen: 0, isOpen: false, tabLeaves: false }
  let names = null
  let words = {}

  editor.update = data => {
    words = data.words
    area.setAttribute("aria-label", words.label)
    area.placeholder = words.placeholder
    list.setAttribute("aria-label", words.list)
    root.querySelector(".keys").textContent = words.keys
    names = prepare(data.completions)
    if (editor.version !== data.version) {
      editor.version = data.version
      editor.told = data.written
      area.value = data.written
      close()
    }
    paint()
  }

  const tell = () => {
    if (editor.told !== area.value) {
      editor.told = area.value
      editor.tell("written", area.value)
    }
  }

  const paint = () => {
    // the last line break is only shown if something follows it
    shown.replaceChildren(...coloured(area.value, names), document.createTextNode("\u200b"))
  }

  const close = () => {
    if (!editor.isOpen) return
    editor.isOpen = false
    list.hidePopover()
    area.setAttribute("aria-expanded", "false")
    area.removeAttribute("aria-activedescendant")
  }
  editor.close = close

  const choose = place => {
    editor.chosen = place
    Array.from(list.children).forEach((entry, number) => {
      const isChosen = number === place
      entry.setAttribute("aria-selected", String(isChosen))
      if (isChosen) {
        entry.scrollIntoView({ block: "nearest" })
        area.setAttribute("aria-activedescendant", entry.id)
      }
    })
  }

  const open = isAsked => {
    const before = area.value.slice(0, area.selectionStart)
    const found =
      area.selectionStart === area.selectionEnd ? candidates(area.value, before, names, isAsked) : null
    if (!found || found.items.length === 0) return close()
    editor.items = found.items
    editor.start = before.length - found.replaces
    list.replaceChildren(...found.items.map((item, number) => entryOf(item, number)))
    if (!editor.isOpen) list.showPopover()
    editor.isOpen = true
    area.setAttribute("aria-expanded", "true")
    place(list, frame, shown, editor.start)
    choose(0)
    said.textContent = words.found.replace("%", String(found.items.length))
  }

  const entryOf = (item, number) => {
    const entry = document.createElement("li")
    entry.id = `completion-${number}`
    entry.setAttribute("role", "option")
    const name = document.createElement("span")
    name.className = "name"
    name.textContent = item.name
    const kind = document.createElement("span")
    kind.className = "kind"
    kind.textContent = item.detail || words[item.kind]
    entry.append(name, kind)
    // the text area keeps the focus
    entry.onpointerdown = event => event.preventDefault()
    entry.onclick = () => accept(number)
    return entry
  }

  const accept = number => {
    const item = editor.items[number]
    area.focus()
    area.setSelectionRange(editor.start, area.selectionStart)
    write(item.insert)
    close()
  }

  const write = text => {
    // so that it can be undone; setRangeText cannot
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end")
    }
    paint()
  }

  area.oninput = event => {
    paint()
    editor.tabLeaves = false
    const isTyped = event.inputType === "insertText" || event.inputType === "deleteContentBackward"
    if (isTyped && !event.isComposing) open(false)
    else close()
  }

  area.onkeydown = event => {
    if (event.isComposing) return
    const isCommand = event.ctrlKey || event.metaKey
    if (event.key === "Enter" && isCommand) {
      event.preventDefault()
      close()
      editor.told = area.value
      editor.run("run", area.value)
    } else if (event.key === " " && event.ctrlKey) {
      event.preventDefault()
      open(true)
    } else if (editor.isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault()
      const step = event.key === "ArrowDown" ? 1 : -1
      choose((editor.chosen + step + editor.items.length) % editor.items.length)
    } else if (editor.isOpen && (event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
      event.preventDefault()
      accept(editor.chosen)
    } else if (event.key === "Escape") {
      if (editor.isOpen) event.stopPropagation()
      close()
      editor.tabLeaves = true
    } else if (event.key === "Tab" && !event.shiftKey && !editor.tabLeaves && !isCommand) {
      event.preventDefault()
      write("    ")
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      close()
    }
  }

  area.onclick = close
  area.onblur = () => {
    close()
    editor.tabLeaves = false
    tell()
  }
  frame.onscroll = close
  return editor
}

function coloured(text, names) {
  const pieces = []
  let end = 0
  const add = (piece, kind) => {
    if (!kind) return pieces.push(document.createTextNode(piece))
    const span = document.createElement("span")
    span.className = kind
    span.textContent = piece
    pieces.push(span)
  }
  for (const match of text.matchAll(TOKENS)) {
    if (match.index > end) add(text.slice(end, match.index))
    end = match.index + match[0].length
    const word = match[5]?.toLowerCase()
    const isCalled = word && text[end] === "("
    const isPart = word && text[match.index - 1] === "."
    if (match[1]) add(match[0], "comment")
    else if (match[2]) add(match[0], "string")
    else if (match[4]) add(match[0], "number")
    else if (word && isCalled && names.isFunction.has(word)) add(match[0], "function")
    else if (word && !isPart && names.isKeyword.has(word)) add(match[0], "keyword")
    else add(match[0])
  }
  if (end < text.length) add(text.slice(end))
  return pieces
}

// Put the list under the word that is being written, or above it where there is no room.
function place(list, frame, shown, start) {
  const range = document.createRange()
  let left = start
  for (const node of textNodes(shown)) {
    if (left <= node.length) {
      range.setStart(node, left)
      range.setEnd(node, left)
      break
    }
    left -= node.length
  }
  const line = parseFloat(getComputedStyle(shown).lineHeight)
  const around = shown.getBoundingClientRect()
  const found = range.getClientRects()[0] ?? range.getBoundingClientRect()
  const word = found.height ? found : { left: around.left + 14, top: around.top + 12, bottom: around.top + 12 + line }
  const size = list.getBoundingClientRect()
  const isBelow = word.bottom + 4 + size.height <= window.innerHeight || word.top < size.height
  list.style.top = `${isBelow ? word.bottom + 4 : word.top - size.height - 4}px`
  list.style.left = `${Math.max(8, Math.min(word.left, window.innerWidth - size.width - 8))}px`
}

function* textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) yield walker.currentNode
}
