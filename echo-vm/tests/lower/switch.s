# A switch: its cases are part of the region, and its table becomes a row of the host's addresses. A case that reads status flags where it
# begins takes those that the jump found. What lies beyond the row is read from the guest's memory, with the flags as they were.
    .intel_syntax noprefix
    .globl __apply
__apply:
    mov edx, 1
    mov eax, [rsp]
    add eax, 2
    cmp eax, 3
    ja 9f
    cmp ecx, edx
    jmp [rax*8 + table]
0:  mov ecx, 5
    ret
1:  mov ecx, 6
    ret
2:  setb cl
9:  ret
    .section .rodata
    .balign 8
table:
    .quad 0b, 1b, 2b, 9b

## interpreter
# b1 at 0x401000, gas 7
#   1  mov edx, 1
#        MovI  dst: Rdx, imm: 1
#   2  mov eax, [rsp]
#        LoadStack32  dst: Rax, disp: 0
#   1  add eax, 2                         flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: 2  <- Rax
#   1  cmp eax, 3                         flags: truth value of be
#   2  ja short 0x401028                  asks the opposite of the truth value
#      + JumpNotBelow32RI  a: Rax, imm: 4, taken: b3  <- Rax
# b2 at 0x401010, gas 4
#   1  cmp ecx, edx                       flags: computed
#        AluFlags  alu: Cmp, width: B4, dst: Rcx, src: Rdx
#   3  jmp qword ptr [rax*8+0x402000]
#        Load64  dst: T0, ea: [Rax*8 + 0x402000]
#      + JumpR  src: T0  <- T0
# b3 at 0x401028, gas 0
#        Stub  addr: 0x401028, site: b1

## jit
# region of 0x401000
# b1 at 0x401000, gas 7, charges 11
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 0xb
#      b9  jb 0x25e
#   mov edx, 1
#      bf  mov edx, 1
#   mov eax, [rsp]
#      c4  mov eax, gs:[r14d]
#   add eax, 2
#      c9  add eax, 2
#   cmp eax, 3
#      cc  cmp eax, 3
#   ja short 0x401028
#      cf  ja 0x1d5
# b2 at 0x401010, gas 4, paid already
#   cmp ecx, edx
#      d5  cmp ecx, edx
#   jmp qword ptr [rax*8+0x402000]
#      d7  mov [rsp-8], rcx
#      dc  mov rcx, rax
#      df  seto al
#      e2  lahf
#      e3  mov [rsp-0x18], rax
#      e8  mov rax, rcx
#      eb  cmp rax, 4
#      f2  jae 0x1de
#      f8  lea rcx, [0xfffffffffffef000]
#      ff  jmp qword ptr [rcx+rax*8]
# b3 at 0x401019, gas 4
#      103  mov rcx, [rsp-8]
#      108  sub r15, 4
#      10c  jb 0x272
#   mov ecx, 5
#      112  mov ecx, 5
#   ret
#      117  cmp gs:[r14d], r14
#      11c  lea r14d, [r14+8]
#      120  ret
# b4 at 0x40101f, gas 4
#      121  mov rcx, [rsp-8]
#      126  sub r15, 4
#      12a  jb 0x286
#   mov ecx, 6
#      130  mov ecx, 6
#   ret
#      135  cmp gs:[r14d], r14
#      13a  lea r14d, [r14+8]
#      13e  ret
# b5 at 0x401025, gas 1, reads CF
#      13f  mov rcx, [rsp-8]
#      144  mov [rsp-8], rax
#      149  mov rax, [rsp-0x18]
#      14e  add al, 0x7f
#      150  sahf
#      151  mov rax, [rsp-8]
#      156  mov [rsp-8], rax
#      15b  seto al
#      15e  lahf
#      15f  sub r15, 1
#      163  jb 0x29a
#      169  add al, 0x7f
#      16b  sahf
#      16c  mov rax, [rsp-8]
#   setb cl
#      171  setb cl
# b6 at 0x401028, gas 3
#      174  sub r15, 3
#      178  jb 0x2b6
#   ret
#      17e  cmp gs:[r14d], r14
#      183  lea r14d, [r14+8]
#      187  ret
# elsewhere
#      188  mov rax, [rsp-8]
#      18d  jmp 0x108
#      192  mov rax, [rsp-8]
#      197  jmp 0x126
#      19c  mov rax, [rsp-8]
#      1a1  mov rax, [rsp-0x18]
#      1a6  add al, 0x7f
#      1a8  sahf
#      1a9  mov rax, [rsp-8]
#      1ae  jmp 0x156
#      1b3  test byte ptr gs:[0xfffffffffffffcd8], 1
#      1bc  jmp 0x156
#      1c1  mov rcx, [rsp-8]
#      1c6  jmp 0x174
#      1cb  mov rax, [rsp-8]
#      1d0  jmp 0x174
#      1d5  lea r15, [r15+4]
#      1d9  jmp 0x174
#      1de  mov [rsp-8], rax
#      1e3  mov rax, [rsp-0x18]
#      1e8  add al, 0x7f
#      1ea  sahf
#      1eb  mov rax, [rsp-8]
#      1f0  mov [rsp-8], rax
#      1f5  mov rax, gs:[eax*8+0x402000]
#      1ff  mov [rsp-0x20], rax
#      204  seto al
#      207  lahf
#      208  mov [rsp-0x18], rax
#      20d  mov rax, [rsp-0x20]
#      212  sub eax, 0x401000
#      217  cmp eax, 0x29
#      21c  jae 0x23d
#      222  shl rax, 3
#      226  add rax, gs:[0xfffffffffffffce0]
#      22f  mov rax, [rax]
#      232  test rax, rax
#      235  je 0x23d
#      23b  jmp rax
#      23d  mov rax, [rsp-0x18]
#      242  add al, 0x7f
#      244  sahf
#      245  mov rax, [rsp-8]
#      24a  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      256  jmp qword ptr gs:[0xffffffffffffff98]
#      25e  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      26a  jmp qword ptr gs:[0xffffffffffffff98]
#      272  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      27e  jmp qword ptr gs:[0xffffffffffffff98]
#      286  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      292  jmp qword ptr gs:[0xffffffffffffff98]
#      29a  add al, 0x7f
#      29c  sahf
#      29d  mov rax, [rsp-8]
#      2a2  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      2ae  jmp qword ptr gs:[0xffffffffffffff98]
#      2b6  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      2c2  jmp qword ptr gs:[0xffffffffffffff98]
