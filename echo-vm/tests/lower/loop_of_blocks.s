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
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 1
#      b9  jb 0xf3
#   xor eax, eax
#      bf  xor eax, eax
# b2 at 0x401002, gas 4
#      c1  sub r15, 4
#      c5  jb 0x107
#   add eax, edi
#      cb  add eax, edi
#   dec edi
#      cd  dec edi
#   jne short 0x401002
#      cf  jne 0xc1
# b3 at 0x401008, gas 3
#      d5  sub r15, 3
#      d9  jb 0x11b
#   ret
#      df  cmp gs:[r14d], r14
#      e4  lea r14d, [r14+8]
#      e8  ret
# elsewhere
#      e9  mov rax, [rsp-8]
#      ee  jmp 0xc1
#      f3  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      ff  jmp qword ptr gs:[0xffffffffffffff98]
#      107  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      113  jmp qword ptr gs:[0xffffffffffffff98]
#      11b  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      127  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401002 is there
