# A block ends after 64 instructions. What follows is another, and the jump to it costs nothing.
    .intel_syntax noprefix
    .globl __apply
__apply:
    .rept 64
    nop
    .endr
then_more:
    mov eax, 1
    ret

## interpreter
# b1 at 0x401000, gas 64
#   1  nop (64 times)
# b2 at 0x401040, gas 0
#        Jump  target: b3
# b3 at 0x401040, gas 0
#        Stub  addr: 0x401040, site: b2
# b2 now leads to b4
# b4 at 0x401040, gas 4
#   1  mov eax, 1
#        MovI  dst: Rax, imm: 1
#   3  ret
#      + Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 68
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0x44
#      b9  jb 0xce
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   nop
#   mov eax, 1
#      bf  mov eax, 1
#   ret
#      c4  cmp gs:[r14d], r14
#      c9  lea r14d, [r14+8]
#      cd  ret
# elsewhere
#      ce  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      da  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401040
# b1 at 0x401040, gas 4
#      e2  mov rax, [rsp-8]
#      e7  sub r15, 4
#      eb  jb 0x100
#   mov eax, 1
#      f1  mov eax, 1
#   ret
#      f6  cmp gs:[r14d], r14
#      fb  lea r14d, [r14+8]
#      ff  ret
# elsewhere
#      100  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      10c  jmp qword ptr gs:[0xffffffffffffff98]
