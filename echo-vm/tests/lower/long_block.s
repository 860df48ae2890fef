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
#      c0  sub r15, 0x44
#      c4  jb 0xe8
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
#      ca  mov eax, 1
#   ret
#      cf  cmp gs:[r14d], r14
#      d4  lea r14d, [r14+8]
#      d8  ret
# elsewhere
#      d9  mov rax, [rsp-8]
#      de  mov rcx, [rsp-0x10]
#      e3  jmp 0xc0
#      e8  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      f4  jmp qword ptr gs:[0xffffffffffffff98]
# region of 0x401040
# b1 at 0x401040, gas 4
#      fc  sub r15, 4
#      100  jb 0x124
#   mov eax, 1
#      106  mov eax, 1
#   ret
#      10b  cmp gs:[r14d], r14
#      110  lea r14d, [r14+8]
#      114  ret
# elsewhere
#      115  mov rax, [rsp-8]
#      11a  mov rcx, [rsp-0x10]
#      11f  jmp 0xfc
#      124  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      130  jmp qword ptr gs:[0xffffffffffffff98]
