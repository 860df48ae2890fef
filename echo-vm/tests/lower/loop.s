# loop counts and jumps in one instruction, and is executed as decoded; jrcxz asks a register, not flags.
    .intel_syntax noprefix
    .globl __apply
__apply:
1:  dec eax
    loop 1b
    jrcxz 2f
    jecxz 2f
2:  ret

## interpreter
# b1 at 0x401000, gas 3
#   1  dec eax                            flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: -1
#   2  loop 0x401000
#        Loop  Loop, taken: b1
# b2 at 0x401004, gas 2
#   2  jrcxz 0x401009
#        JumpZeroCount  width: B8, taken: b4
# b3 at 0x401006, gas 2
#   2  jecxz 0x401009
#        JumpZeroCount  width: B4, taken: b4
# b4 at 0x401009, gas 3
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x121
#   dec eax
#      ca  dec eax
#   loop 0x401000
#      cc  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      d8  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401004, gas 2, charges 5
#      e0  sub r15, 5
#      e4  jb 0x135
#   jrcxz 0x401009
#      ea  jrcxz 0xf1
#      ec  jmp 0xf6
#      f1  jmp 0x10d
# b3 at 0x401006, gas 2
#      f6  sub r15, 2
#      fa  jb 0x149
#   jecxz 0x401009
#      100  jecxz 0x108
#      103  jmp 0x10d
#      108  jmp 0x10d
# b4 at 0x401009, gas 3, paid already
#   ret
#      10d  cmp gs:[r14d], r14
#      112  lea r14d, [r14+8]
#      116  ret
# elsewhere
#      117  mov rax, [rsp-8]
#      11c  jmp 0xc0
#      121  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      12d  jmp qword ptr gs:[0xffffffffffffff98]
#      135  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      141  jmp qword ptr gs:[0xffffffffffffff98]
#      149  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      155  jmp qword ptr gs:[0xffffffffffffff98]
