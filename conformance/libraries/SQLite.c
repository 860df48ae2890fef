#include "library.h"

#include <sqlite3.h>

/* No system is under it, so that files cannot be opened, and it is always the same time. */
static int refuse(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    return (void)vfs, (void)name, (void)flags, (void)out, file->pMethods = NULL, SQLITE_CANTOPEN;
}
static int no_randomness(sqlite3_vfs *vfs, int size, char *out) { return (void)vfs, memset(out, 5, (size_t)size), size; }
static int no_time(sqlite3_vfs *vfs, double *out) { return (void)vfs, *out = 2440587.5, SQLITE_OK; }
static int path(sqlite3_vfs *vfs, const char *name, int size, char *out) { return (void)vfs, sqlite3_snprintf(size, out, "%s", name), SQLITE_OK; }
int sqlite3_os_init(void) {
    static sqlite3_vfs none = {.iVersion = 1, .szOsFile = sizeof(sqlite3_file), .mxPathname = 100, .zName = "none", .xOpen = refuse,
        .xFullPathname = path, .xRandomness = no_randomness, .xCurrentTime = no_time};
    return sqlite3_vfs_register(&none, 1);
}
int sqlite3_os_end(void) { return SQLITE_OK; }

static uint64_t hash = 1;

static int row(void *data, int count, char **values, char **names) {
    (void)data, (void)names;
    for (int i = 0; i < count; i++) {
        hash = mix_text(hash, values[i]);
    }
    return 0;
}

static uint64_t compute(void) {
    static const char script[] =
        "create table holders(id integer primary key, name text unique, balance real);"
        "create table transfers(sender int references holders, receiver int, amount int check(amount > 0));"
        "create index by_receiver on transfers(receiver);"
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)"
        " insert into holders select i, printf('holder%03d', i * 37 % 61), i * 1.25 from n;"
        "insert into transfers select id, id * 7 % 60 + 1, id * id from holders;"
        "begin; update holders set balance = balance - 1 where id % 2; delete from transfers where amount > 3000; commit;"
        "select h.name, sum(t.amount), count(*), avg(balance) from holders h join transfers t on t.receiver = h.id group by h.name having sum(t.amount) > 400 order by 2 desc limit 9;"
        "select name, rank() over (order by balance % 7, name) from holders where name like '%5' order by name;"
        "select hex(zeroblob(2)), upper('ab') || substr('hello', 2, 3), round(2.567, 2), julianday('2020-01-01'), coalesce(null, 5), typeof(1e3);";
    sqlite3 *database;
    char *error = NULL;
    if (sqlite3_open(":memory:", &database) != SQLITE_OK || sqlite3_exec(database, script, row, NULL, &error) != SQLITE_OK) {
        return mix_text(2, error);
    }
    hash = mix(hash, (uint64_t)sqlite3_exec(database, "insert into transfers values (1, 2, -5)", row, NULL, &error));
    hash = mix_text(hash, error);
    sqlite3_close(database);
    return hash;
}
