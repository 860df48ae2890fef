# What nobody kept as a truth value, an addition with carry asks of the flags once; its own carry is the truth
# value of the next one.
    .intel_syntax noprefix
    .globl __apply
__apply:
    bt qword ptr [rdi], 5
    adc rax, rdx
    adc rcx, rsi
    adc r8d, r9d
    ret

## interpreter
# b1 at 0x401000, gas 8
#   2  bt qword ptr [rdi], 5              flags: computed
#        General  Bt
#   1  adc rax, rdx                       asks the flags; flags: truth value of b
#        Ask  cond: B
#        Adc64RR  dst: Rax, src: Rdx
#   1  adc rcx, rsi                       asks the truth value; flags: truth value of b
#        Adc64RR  dst: Rcx, src: Rsi
#   1  adc r8d, r9d                       asks the truth value; flags: dead
#        Adc32RR  dst: R8, src: R9
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 8
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 8
#      b9  jb 0xd9
#   bt qword ptr [rdi], 5
#      bf  bt qword ptr gs:[edi], 5
#   adc rax, rdx
#      c6  adc rax, rdx
#   adc rcx, rsi
#      c9  adc rcx, rsi
#   adc r8d, r9d
#      cc  adc r8d, r9d
#   ret
#      cf  cmp gs:[r14d], r14
#      d4  lea r14d, [r14+8]
#      d8  ret
# elsewhere
#      d9  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      e5  jmp qword ptr gs:[0xffffffffffffff98]
