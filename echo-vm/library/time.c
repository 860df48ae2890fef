/* time.h: the time is that of the block, in whole seconds and UTC. How long something took cannot be told. */
#include "library.h"

struct timespec {
    int64_t seconds;
    int64_t nanoseconds;
};
struct tm {
    int second, minute, hour, day, month, year, weekday, day_of_year, is_summer;
    long offset;
    const char *zone;
};
struct tm *gmtime_r(const int64_t *time, struct tm *out);

int64_t time(int64_t *out) {
    int64_t now = echo_block_time();
    if (out != NULL) {
        *out = now;
    }
    return now;
}

/* Every clock is that of the block, and stands still while the contract runs: libraries end a program where they find none. */
int clock_gettime(int clock, struct timespec *out) {
    (void)clock;
    out->seconds = echo_block_time();
    out->nanoseconds = 0;
    return 0;
}

int timespec_get(struct timespec *out, int base) {
    if (base != 1) { /* TIME_UTC */
        return 0;
    }
    clock_gettime(0, out);
    return base;
}

/* A timeval is of the same shape. */
int gettimeofday(struct timespec *out, void *zone) {
    (void)zone;
    return out == NULL ? 0 : clock_gettime(0, out);
}

static const char utc[] = "UTC";

struct tm *localtime_r(const int64_t *time, struct tm *out) {
    if (gmtime_r(time, out) == NULL) {
        return NULL;
    }
    out->zone = utc;
    return out;
}

struct tm *localtime(const int64_t *time) {
    static struct tm out;
    return localtime_r(time, &out);
}

/* What musl's mktime and strftime ask of time zones: there are these two names of one. */
const char __utc[] = "GMT";

void __secs_to_zone(
    long long seconds, int is_local, int *is_summer, long *offset, long *other_offset, const char **zone) {
    (void)seconds, (void)is_local;
    *is_summer = 0;
    *offset = 0;
    if (other_offset != NULL) {
        *other_offset = 0;
    }
    *zone = utc;
}

/* The member may never have been set, and then point anywhere. */
const char *__tm_to_tzname(const struct tm *tm) { return tm->zone == utc || tm->zone == __utc ? tm->zone : ""; }

void tzset(void) {}
char *tzname[2] = {(char *)(uintptr_t)utc, (char *)(uintptr_t)utc};
long timezone = 0;
int daylight = 0;
