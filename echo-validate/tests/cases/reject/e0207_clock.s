# Clocks and counters.
    .intel_syntax noprefix
    .text
    .globl __apply
    .type __apply, @function
__apply:
    rdtsc                       # E0207
    rdtscp                      # E0207
    rdpmc                       # E0207
    ret
