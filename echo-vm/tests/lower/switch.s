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
#      b9  jb 0x27f
#   mov edx, 1
#      bf  mov edx, 1
#   mov eax, [rsp]
#      c4  mov eax, gs:[r14d]
#   add eax, 2
#      c9  add eax, 2
#   cmp eax, 3
#      cc  cmp eax, 3
#   ja short 0x401028
#      cf  ja 0x1e5
# b2 at 0x401010, gas 4, paid already
#   cmp ecx, edx
#      d5  cmp ecx, edx
#   jmp qword ptr [rax*8+0x402000]
#      d7  mov [rsp-8], rax
#      dc  seto al
#      df  lahf
#      e0  mov gs:[0xfffffffffffffce0], rax
#      e9  mov rax, [rsp-8]
#      ee  mov [rsp-8], rcx
#      f3  cmp rax, 4
#      fa  jae 0x1ee
#      100  lea rcx, [0xfffffffffffef000]
#      107  jmp qword ptr [rcx+rax*8]
# b3 at 0x401019, gas 4
#      10b  mov rcx, [rsp-8]
#      110  sub r15, 4
#      114  jb 0x293
#   mov ecx, 5
#      11a  mov ecx, 5
#   ret
#      11f  cmp gs:[r14d], r14
#      124  lea r14d, [r14+8]
#      128  ret
# b4 at 0x40101f, gas 4
#      129  mov rcx, [rsp-8]
#      12e  sub r15, 4
#      132  jb 0x2a7
#   mov ecx, 6
#      138  mov ecx, 6
#   ret
#      13d  cmp gs:[r14d], r14
#      142  lea r14d, [r14+8]
#      146  ret
# b5 at 0x401025, gas 1, reads CF
#      147  mov rcx, [rsp-8]
#      14c  mov [rsp-8], rax
#      151  mov rax, gs:[0xfffffffffffffce0]
#      15a  add al, 0x7f
#      15c  sahf
#      15d  mov rax, [rsp-8]
#      162  mov [rsp-8], rax
#      167  seto al
#      16a  lahf
#      16b  sub r15, 1
#      16f  jb 0x2bb
#      175  add al, 0x7f
#      177  sahf
#      178  mov rax, [rsp-8]
#   setb cl
#      17d  setb cl
# b6 at 0x401028, gas 3
#      180  sub r15, 3
#      184  jb 0x2d7
#   ret
#      18a  cmp gs:[r14d], r14
#      18f  lea r14d, [r14+8]
#      193  ret
# elsewhere
#      194  mov rax, [rsp-8]
#      199  jmp 0x110
#      19e  mov rax, [rsp-8]
#      1a3  jmp 0x12e
#      1a8  mov rax, [rsp-8]
#      1ad  mov rax, gs:[0xfffffffffffffce0]
#      1b6  add al, 0x7f
#      1b8  sahf
#      1b9  mov rax, [rsp-8]
#      1be  jmp 0x162
#      1c3  test byte ptr gs:[0xfffffffffffffcd8], 1
#      1cc  jmp 0x162
#      1d1  mov rcx, [rsp-8]
#      1d6  jmp 0x180
#      1db  mov rax, [rsp-8]
#      1e0  jmp 0x180
#      1e5  lea r15, [r15+4]
#      1e9  jmp 0x180
#      1ee  mov [rsp-8], rax
#      1f3  mov rax, gs:[0xfffffffffffffce0]
#      1fc  add al, 0x7f
#      1fe  sahf
#      1ff  mov rax, [rsp-8]
#      204  mov [rsp-8], rax
#      209  seto al
#      20c  lahf
#      20d  mov gs:[0xfffffffffffffce0], rax
#      216  mov rax, [rsp-8]
#      21b  mov [rsp-8], rax
#      220  mov rax, gs:[eax*8+0x402000]
#      22a  mov [rsp-0x20], rax
#      22f  sub eax, 0x401000
#      234  cmp eax, 0x29
#      239  jae 0x25a
#      23f  shl rax, 3
#      243  add rax, gs:[0xfffffffffffffce8]
#      24c  mov rax, [rax]
#      24f  test rax, rax
#      252  je 0x25a
#      258  jmp rax
#      25a  mov rax, gs:[0xfffffffffffffce0]
#      263  add al, 0x7f
#      265  sahf
#      266  mov rax, [rsp-8]
#      26b  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      277  jmp qword ptr gs:[0xffffffffffffff98]
#      27f  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      28b  jmp qword ptr gs:[0xffffffffffffff98]
#      293  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      29f  jmp qword ptr gs:[0xffffffffffffff98]
#      2a7  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      2b3  jmp qword ptr gs:[0xffffffffffffff98]
#      2bb  add al, 0x7f
#      2bd  sahf
#      2be  mov rax, [rsp-8]
#      2c3  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      2cf  jmp qword ptr gs:[0xffffffffffffff98]
#      2d7  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      2e3  jmp qword ptr gs:[0xffffffffffffff98]
