# Flags that nobody reads are not computed. Each sum overwrites the flags of the one before it, and a return
# ends the life of the last ones.
    .intel_syntax noprefix
    .globl __apply
__apply:
    add eax, esi
    sub edx, 4
    xor ecx, 7
    ret

## interpreter
# b1 at 0x401000, gas 6
#   1  add eax, esi                       flags: dead
#        Add32RR  dst: Rax, a: Rax, b: Rsi
#   1  sub edx, 4                         flags: dead
#        Add32RI  dst: Rdx, a: Rdx, imm: -4
#   1  xor ecx, 7                         flags: dead
#        Xor32RI  dst: Rcx, a: Rcx, imm: 7
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 6
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 6
#      b9  jb 0xd1
#   add eax, esi
#      bf  add eax, esi
#   sub edx, 4
#      c1  sub edx, 4
#   xor ecx, 7
#      c4  xor ecx, 7
#   ret
#      c7  cmp gs:[r14d], r14
#      cc  lea r14d, [r14+8]
#      d0  ret
# elsewhere
#      d1  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      dd  jmp qword ptr gs:[0xffffffffffffff98]
