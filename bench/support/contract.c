/* A contract around a kernel: takes n as its parameter and returns the checksum. The same file runs in Echo and in unicorn. */
#include <stdint.h>

uint64_t kernel(uint64_t n);

void __apply(void)
{
    uint64_t n = 0;
    uint8_t given;
    __asm__ volatile("int $0x49" : "=a"(given) : "D"(&n) : "memory", "cc"); /* param_u64 */
    uint64_t checksum = kernel(n);
    __asm__ volatile("int $0x59" : : "D"(checksum) : "memory", "cc"); /* return_u64 */
    (void)given;
}
