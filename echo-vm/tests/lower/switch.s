# A switch: its cases are part of the region, and its table becomes a row of the host's addresses, up to the first case that reads status
# flags where it begins. What lies beyond the row is read from the guest's memory, with the flags as they were before the row was looked at.
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
#      b9  jb 0x22f
#   mov edx, 1
#      bf  mov edx, 1
#   mov eax, [rsp]
#      c4  mov eax, gs:[r14d]
#   add eax, 2
#      c9  add eax, 2
#   cmp eax, 3
#      cc  cmp eax, 3
#   ja short 0x401028
#      cf  ja 0x1a1
# b2 at 0x401010, gas 4, paid already
#   cmp ecx, edx
#      d5  cmp ecx, edx
#   jmp qword ptr [rax*8+0x402000]
#      d7  mov [rsp-8], rax
#      dc  seto al
#      df  lahf
#      e0  mov [rsp-0x40], rax
#      e5  mov rax, [rsp-8]
#      ea  mov [rsp-8], rcx
#      ef  cmp rax, 2
#      f6  jae 0x1aa
#      fc  lea rcx, [0xfffffffffffef000]
#      103  jmp qword ptr [rcx+rax*8]
# b3 at 0x401019, gas 4
#      107  mov rcx, [rsp-8]
#      10c  sub r15, 4
#      110  jb 0x243
#   mov ecx, 5
#      116  mov ecx, 5
#   ret
#      11b  cmp gs:[r14d], r14
#      120  lea r14d, [r14+8]
#      124  ret
# b4 at 0x40101f, gas 4
#      125  mov rcx, [rsp-8]
#      12a  sub r15, 4
#      12e  jb 0x257
#   mov ecx, 6
#      134  mov ecx, 6
#   ret
#      139  cmp gs:[r14d], r14
#      13e  lea r14d, [r14+8]
#      142  ret
# b5 at 0x401025, gas 1, reads CF
#      143  mov [rsp-8], rax
#      148  seto al
#      14b  lahf
#      14c  sub r15, 1
#      150  jb 0x26b
#      156  add al, 0x7f
#      158  sahf
#      159  mov rax, [rsp-8]
#   setb cl
#      15e  setb cl
# b6 at 0x401028, gas 3
#      161  sub r15, 3
#      165  jb 0x287
#   ret
#      16b  cmp gs:[r14d], r14
#      170  lea r14d, [r14+8]
#      174  ret
# elsewhere
#      175  mov rax, [rsp-8]
#      17a  jmp 0x10c
#      17f  mov rax, [rsp-8]
#      184  jmp 0x12a
#      189  test byte ptr gs:[0xfffffffffffffcd8], 1
#      192  jmp 0x143
#      197  mov rax, [rsp-8]
#      19c  jmp 0x161
#      1a1  lea r15, [r15+4]
#      1a5  jmp 0x161
#      1aa  mov [rsp-8], rax
#      1af  mov rax, [rsp-0x40]
#      1b4  add al, 0x7f
#      1b6  sahf
#      1b7  mov rax, [rsp-8]
#      1bc  mov [rsp-8], rax
#      1c1  seto al
#      1c4  lahf
#      1c5  mov [rsp-0x40], rax
#      1ca  mov rax, [rsp-8]
#      1cf  mov [rsp-8], rax
#      1d4  mov rax, gs:[eax*8+0x402000]
#      1de  mov [rsp-0x20], rax
#      1e3  sub eax, 0x401000
#      1e8  cmp eax, 0x29
#      1ed  jae 0x20e
#      1f3  shl rax, 3
#      1f7  add rax, gs:[0xfffffffffffffce0]
#      200  mov rax, [rax]
#      203  test rax, rax
#      206  je 0x20e
#      20c  jmp rax
#      20e  mov rax, [rsp-0x40]
#      213  add al, 0x7f
#      215  sahf
#      216  mov rax, [rsp-8]
#      21b  mov dword ptr gs:[0xfffffffffffffcd0], 5
#      227  jmp qword ptr gs:[0xffffffffffffff98]
#      22f  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      23b  jmp qword ptr gs:[0xffffffffffffff98]
#      243  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      24f  jmp qword ptr gs:[0xffffffffffffff98]
#      257  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      263  jmp qword ptr gs:[0xffffffffffffff98]
#      26b  add al, 0x7f
#      26d  sahf
#      26e  mov rax, [rsp-8]
#      273  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      27f  jmp qword ptr gs:[0xffffffffffffff98]
#      287  mov dword ptr gs:[0xfffffffffffffcd0], 4
#      293  jmp qword ptr gs:[0xffffffffffffff98]
