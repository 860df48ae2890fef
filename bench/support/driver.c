/* Serves kernel calls to the bench as an ordinary process, natively or under qemu-user: for each line "n" read from standard input
 * it runs kernel(n) once and answers "nanoseconds checksum". The time is the calling thread's processor time around the call alone, so
 * starting the process and talking over the pipe cost nothing. Ends at end of input. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

uint64_t kernel(uint64_t n);

static uint64_t nanoseconds(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        return 0;
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int main(void)
{
    uint64_t n;
    while (scanf("%" SCNu64, &n) == 1) {
        uint64_t start = nanoseconds();
        uint64_t checksum = kernel(n);
        uint64_t end = nanoseconds();
        if (printf("%" PRIu64 " %" PRIu64 "\n", end - start, checksum) < 0 || fflush(stdout) != 0)
            return 1;
    }
    return 0;
}
