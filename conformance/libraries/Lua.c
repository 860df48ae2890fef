#include "library.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

static uint64_t compute(void) {
    static const char script[] =
        "local function queens(n) local count, columns, up, down = 0, {}, {}, {}\n"
        "  local function place(row) if row > n then count = count + 1 return end\n"
        "    for c = 1, n do if not columns[c] and not up[row + c] and not down[row - c + n] then\n"
        "      columns[c], up[row + c], down[row - c + n] = true, true, true; place(row + 1)\n"
        "      columns[c], up[row + c], down[row - c + n] = nil, nil, nil end end end\n"
        "  place(1) return count end\n"
        "local co = coroutine.wrap(function() for i = 1, 5 do coroutine.yield(i * i) end end)\n"
        "local parts = {} for i = 1, 5 do parts[#parts + 1] = tostring(co()) end\n"
        "table.sort(parts)\n"
        "local text = ('key=value, other=thing'):gsub('(%w+)=(%w+)', '%2=%1')\n"
        "local ok, message = pcall(function() error({code = 7}) end)\n"
        "return queens(6), table.concat(parts, ','), text, string.format('%5.2f %q %d', 3.14159, 'a\\nb', 42), 7 // 2, 2^0.5, ok, message.code,"
        " math.sin(1), string.pack('>I4', 77), utf8.char(233, 8364), setmetatable({}, {__add = function() return 'added' end}) + 1";
    lua_State *state = luaL_newstate();
    luaL_requiref(state, "_G", luaopen_base, 1);
    luaL_requiref(state, "string", luaopen_string, 1);
    luaL_requiref(state, "table", luaopen_table, 1);
    luaL_requiref(state, "math", luaopen_math, 1);
    luaL_requiref(state, "coroutine", luaopen_coroutine, 1);
    luaL_requiref(state, "utf8", luaopen_utf8, 1);
    lua_settop(state, 0);
    uint64_t hash = luaL_dostring(state, script) ? 2 : 1;
    for (int i = 1; i <= lua_gettop(state); i++) {
        size_t length;
        const char *text = luaL_tolstring(state, i, &length);
        hash = mix_bytes(hash, text, length);
        lua_pop(state, 1);
    }
    lua_close(state);
    return hash;
}
