# A loop is entered in the middle of a block. When its jump is first taken, the block that starts at the loop's head is
# decoded, and the jump at its end leads to itself from the start: its head is known by then, so there is no stub.
    .intel_syntax noprefix
    .globl __apply
__apply:
    xor eax, eax
then_again:
    add eax, edi
    dec edi
    jne then_again
    ret

## interpreter
# b1 at 0x401000, gas 5
#   1  xor eax, eax                       flags: dead
#        MovI  dst: Rax, imm: 0
#   1  add eax, edi                       flags: dead
#        Add32RR  dst: Rax, a: Rax, b: Rdi  <- Rax
#   1  dec edi                            flags: truth value of e
#        Add32RI  dst: Rdi, a: Rdi, imm: -1
#   2  jne short 0x401002                 asks the opposite of the truth value
#        JumpNotEqual32RI  a: Rdi, imm: 0, taken: b3  <- Rdi
# b2 at 0x401008, gas 3
#   3  ret
#        Ret  release: 0
# b3 at 0x401002, gas 0
#        Stub  addr: 0x401002, site: b1
# b1 now leads to b4
# b4 at 0x401002, gas 4
#   1  add eax, edi                       flags: dead
#        Add32RR  dst: Rax, a: Rax, b: Rdi
#   1  dec edi                            flags: truth value of e
#        Add32RI  dst: Rdi, a: Rdi, imm: -1
#   2  jne short 0x401002                 asks the opposite of the truth value
#        JumpNotEqual32RI  a: Rdi, imm: 0, taken: b4  <- Rdi
# b5 at 0x401008, gas 3
#   3  ret
#        Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 1
#      c0  sub r15, 1
#      c4  jb 0x112
#   xor eax, eax
#      ca  xor eax, eax
# b2 at 0x401002, gas 4
#      cc  sub r15, 4
#      d0  jb 0x126
#   add eax, edi
#      d6  add eax, edi
#   dec edi
#      d8  dec edi
#   jne short 0x401002
#      da  jne 0xcc
# b3 at 0x401008, gas 3
#      e0  sub r15, 3
#      e4  jb 0x13a
#   ret
#      ea  cmp gs:[r14d], r14
#      ef  lea r14d, [r14+8]
#      f3  ret
# elsewhere
#      f4  mov rax, [rsp-8]
#      f9  mov rcx, [rsp-0x10]
#      fe  jmp 0xc0
#      103  mov rax, [rsp-8]
#      108  mov rcx, [rsp-0x10]
#      10d  jmp 0xcc
#      112  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      11e  jmp qword ptr gs:[0xffffffffffffff98]
#      126  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      132  jmp qword ptr gs:[0xffffffffffffff98]
#      13a  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      146  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401002 is there
