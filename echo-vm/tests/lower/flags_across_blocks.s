# What is read behind the end of a block counts: the jump falls through to a reader of carry, so that the comparison
# computes its flags although the jump alone asks one question. Where both ways begin by overwriting them, the jump's
# question is the only one.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, esi
    je 1f
    setb al
1:  cmp edi, 3
    jne 2f
    xor eax, eax
    ret
2:  xor edx, edx
    ret

## interpreter
# b1 at 0x401000, gas 3
#   1  cmp edi, esi                       flags: computed
#        AluFlags  alu: Cmp, width: B4, dst: Rdi, src: Rsi
#   2  je short 0x401007                  asks the flags
#      + JumpFlag  cond: E, taken: b4
# b2 at 0x401004, gas 4
#   1  setb al                            asks the flags
#        SetFlag  cond: B, dst: Rax
#   1  cmp edi, 3                         flags: truth value of e
#   2  jne short 0x40100f                 asks the opposite of the truth value
#        JumpNotEqual32RI  a: Rdi, imm: 3, taken: b5
# b3 at 0x40100c, gas 4
#   1  xor eax, eax                       flags: dead
#        MovI  dst: Rax, imm: 0
#   3  ret
#      + Ret  release: 0
# b4 at 0x401007, gas 0
#        Stub  addr: 0x401007, site: b1
# b5 at 0x40100f, gas 0
#        Stub  addr: 0x40100f, site: b2

## jit
# region of 0x401000
# b1 at 0x401000, gas 3
#      c0  sub r15, 3
#      c4  jb 0x191
#   cmp edi, esi
#      ca  cmp edi, esi
#   je short 0x401007
#      cc  je 0xf0
# b2 at 0x401004, gas 1, reads CF
#      d2  mov [rsp-8], rax
#      d7  seto al
#      da  lahf
#      db  sub r15, 1
#      df  jb 0x1a5
#      e5  add al, 0x7f
#      e7  sahf
#      e8  mov rax, [rsp-8]
#   setb al
#      ed  setb al
# b3 at 0x401007, gas 3
#      f0  sub r15, 3
#      f4  jb 0x1c1
#   cmp edi, 3
#      fa  cmp edi, 3
#   jne short 0x40100f
#      fd  jne 0x119
# b4 at 0x40100c, gas 4
#      103  sub r15, 4
#      107  jb 0x1d5
#   xor eax, eax
#      10d  xor eax, eax
#   ret
#      10f  cmp gs:[r14d], r14
#      114  lea r14d, [r14+8]
#      118  ret
# b5 at 0x40100f, gas 4
#      119  sub r15, 4
#      11d  jb 0x1e9
#   xor edx, edx
#      123  xor edx, edx
#   ret
#      125  cmp gs:[r14d], r14
#      12a  lea r14d, [r14+8]
#      12e  ret
# elsewhere
#      12f  mov rax, [rsp-8]
#      134  mov rcx, [rsp-0x10]
#      139  jmp 0xc0
#      13e  mov rax, [rsp-8]
#      143  mov rcx, [rsp-0x10]
#      148  test byte ptr gs:[0xfffffffffffffcd8], 1
#      151  jmp 0xd2
#      156  test byte ptr gs:[0xfffffffffffffcd8], 1
#      15f  jmp 0xd2
#      164  mov rax, [rsp-8]
#      169  mov rcx, [rsp-0x10]
#      16e  jmp 0xf0
#      173  mov rax, [rsp-8]
#      178  mov rcx, [rsp-0x10]
#      17d  jmp 0x103
#      182  mov rax, [rsp-8]
#      187  mov rcx, [rsp-0x10]
#      18c  jmp 0x119
#      191  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      19d  jmp qword ptr gs:[0xffffffffffffff98]
#      1a5  add al, 0x7f
#      1a7  sahf
#      1a8  mov rax, [rsp-8]
#      1ad  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      1b9  jmp qword ptr gs:[0xffffffffffffff98]
#      1c1  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      1cd  jmp qword ptr gs:[0xffffffffffffff98]
#      1d5  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      1e1  jmp qword ptr gs:[0xffffffffffffff98]
#      1e9  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      1f5  jmp qword ptr gs:[0xffffffffffffff98]
