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
#      c0  sub r15, 8
#      c4  jb 0xf3
#   bt qword ptr [rdi], 5
#      ca  bt qword ptr gs:[edi], 5
#   adc rax, rdx
#      d1  adc rax, rdx
#   adc rcx, rsi
#      d4  adc rcx, rsi
#   adc r8d, r9d
#      d7  adc r8d, r9d
#   ret
#      da  cmp gs:[r14d], r14
#      df  lea r14d, [r14+8]
#      e3  ret
# elsewhere
#      e4  mov rax, [rsp-8]
#      e9  mov rcx, [rsp-0x10]
#      ee  jmp 0xc0
#      f3  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      ff  jmp qword ptr gs:[0xffffffffffffff98]
