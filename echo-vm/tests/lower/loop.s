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
#      c4  jb 0x15d
#   dec eax
#      ca  dec eax
#   loop 0x401000
#      cc  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      d8  jmp qword ptr gs:[0xffffffffffffff98]
# b2 at 0x401004, gas 2
#      e0  sub r15, 2
#      e4  jb 0x171
#   jrcxz 0x401009
#      ea  jrcxz 0xf1
#      ec  jmp 0xf6
#      f1  jmp 0x10d
# b3 at 0x401006, gas 2
#      f6  sub r15, 2
#      fa  jb 0x185
#   jecxz 0x401009
#      100  jecxz 0x108
#      103  jmp 0x10d
#      108  jmp 0x10d
# b4 at 0x401009, gas 3
#      10d  sub r15, 3
#      111  jb 0x199
#   ret
#      117  cmp gs:[r14d], r14
#      11c  lea r14d, [r14+8]
#      120  ret
# elsewhere
#      121  mov rax, [rsp-8]
#      126  mov rcx, [rsp-0x10]
#      12b  jmp 0xc0
#      130  mov rax, [rsp-8]
#      135  mov rcx, [rsp-0x10]
#      13a  jmp 0xe0
#      13f  mov rax, [rsp-8]
#      144  mov rcx, [rsp-0x10]
#      149  jmp 0xf6
#      14e  mov rax, [rsp-8]
#      153  mov rcx, [rsp-0x10]
#      158  jmp 0x10d
#      15d  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      169  jmp qword ptr gs:[0xffffffffffffff98]
#      171  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      17d  jmp qword ptr gs:[0xffffffffffffff98]
#      185  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      191  jmp qword ptr gs:[0xffffffffffffff98]
#      199  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      1a5  jmp qword ptr gs:[0xffffffffffffff98]
