-- Does the main job in Neovim as a user would, and writes down what the user sees.
-- Environment: JOB_SETUP, JOB_FILE, JOB_PATTERN (of the route's line), JOB_WRONG, JOB_RIGHT, JOB_REPORT.

local env = vim.env
local seen = { finished = {}, messages = {} }
local deadline = 120000

local function wait(what, condition)
  if not vim.wait(deadline, condition, 20) then
    error('waited in vain for ' .. what .. '; saw ' .. vim.inspect(seen))
  end
end

-- The setup of docs/editors/neovim.md, as it stands there; only what the user would see is written down besides.
dofile(env.JOB_SETUP)
local tell = vim.lsp.config.qaagent.handlers['qaagent/runFinished']
vim.notify = function() end
vim.lsp.config('qaagent', {
  handlers = {
    ['qaagent/runFinished'] = function(failure, result)
      table.insert(seen.finished, { outcome = result.outcome, runId = result.runId, runDir = result.runDir })
      return tell(failure, result)
    end,
    ['window/showMessage'] = function(_, result)
      table.insert(seen.messages, result.message)
    end,
  },
})

vim.cmd.edit(env.JOB_FILE)
vim.bo.filetype = 'python'
local id
wait('the server to start', function()
  local client = vim.lsp.get_clients({ name = 'qaagent' })[1]
  id = client and client.id
  return id ~= nil
end)
-- Several lenses stand on the line; the user takes the one that runs.
vim.ui.select = function(items, _, choose)
  choose(items[1], 1)
end

local function shown()
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local titles = {}
  for _, lens in ipairs(vim.lsp.codelens.get(0)) do
    if lens.range.start.line == line and lens.command then
      table.insert(titles, lens.command.title)
    end
  end
  return titles
end

local function lenses()
  vim.lsp.codelens.refresh({ bufnr = 0 })
  return shown()
end

local function marks()
  local found = {}
  for _, mark in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, {
      line = mark.lnum,
      column = mark.col,
      severity = mark.severity,
      source = mark.source,
      message = mark.message,
    })
  end
  return found
end

local function click()
  local before = #seen.finished
  vim.lsp.codelens.run()
  wait('the run to finish', function()
    return #seen.finished > before
  end)
end

vim.fn.cursor(1, 1)
vim.fn.search(env.JOB_PATTERN)
wait('lenses', function()
  return #lenses() == 2
end)
seen.before = lenses()

-- The cursor stands in the path of the route.
local at = vim.lsp.util.make_position_params(0, 'utf-16')
at.context = { includeDeclaration = false }
seen.references = {}
for _, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/references', at, deadline) or {}) do
  for _, place in ipairs(answer.result or {}) do
    table.insert(seen.references, place.uri:match('[^/]+$') .. ':' .. place.range.start.line + 1)
  end
end

click()
wait('two diagnostics', function()
  return #vim.diagnostic.get(0) == 2
end)
wait('the lens to tell', function()
  return (lenses()[2] or ''):find('✗') ~= nil
end)
seen.failed = lenses()
seen.marks = marks()

local here = vim.api.nvim_win_get_cursor(0)
vim.cmd('%s/' .. env.JOB_WRONG .. '/' .. env.JOB_RIGHT .. '/')
vim.api.nvim_win_set_cursor(0, here)
vim.cmd.write()
wait('the mark to be outdated', function()
  for _, mark in ipairs(vim.diagnostic.get(0)) do
    if mark.message:find('outdated') then
      return true
    end
  end
end)

click()
wait('no diagnostics', function()
  return #vim.diagnostic.get(0) == 0
end)
wait('the lens to tell', function()
  return (lenses()[2] or ''):find('✓') ~= nil
end)
seen.green = lenses()

-- The key for the tests of what the cursor is in: here, of the route.
local runs = #seen.finished
vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes('\\T', true, false, true), 'x', false)
wait('the run at the cursor', function()
  return #seen.finished > runs
end)

-- Nobody asks for lenses anew: the server says that routes have changed.
vim.cmd('s/delete/remove/')
wait('the lenses of another path', function()
  return shown()[2] == '○ not run'
end)

local file = assert(io.open(env.JOB_REPORT, 'w'))
file:write(vim.json.encode(seen))
file:close()
vim.lsp.stop_client(id)
wait('the server to stop', function()
  return vim.lsp.get_client_by_id(id) == nil
end)
