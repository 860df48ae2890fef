# Calls and returns end a block, and the life of flags. The address behind a call is known when it is lowered; the block
# there is found when the call returns.
    .intel_syntax noprefix
    .globl __apply
__apply:
    cmp edi, esi
    call then_called
then_back:
    add eax, 1
    ret
then_called:
    mov eax, 2
    ret

## interpreter
# b1 at 0x401000, gas 4
#   1  cmp edi, esi                       flags: dead
#   3  call 0x40100b
#        Call  back: 0x401007, target: b2
# b2 at 0x40100b, gas 0
#        Stub  addr: 0x40100b, site: b1
# b3 at 0x401007, gas 4
#   1  add eax, 1                         flags: dead
#        Add32RI  dst: Rax, a: Rax, imm: 1
#   3  ret
#      + Ret  release: 0
# b1 now leads to b4
# b4 at 0x40100b, gas 4
#   1  mov eax, 2
#        MovI  dst: Rax, imm: 2
#   3  ret
#      + Ret  release: 0

## jit
# region of 0x401000
# b1 at 0x401000, gas 4
#      b0  mov rax, [rsp-8]
#      b5  sub r15, 4
#      b9  jb 0x120
#   cmp edi, esi
#      bf  cmp edi, esi
#   call 0x40100b
#      c1  mov qword ptr gs:[r14d-8], 0x401007
#      cb  lea r14d, [r14-8]
#      cf  call qword ptr [0xfffffffffffef000]
#      d5  cmp dword ptr gs:[r14d-8], 0x401007
#      df  jne 0x60
# b2 at 0x401007, gas 4
#      e5  sub r15, 4
#      e9  jb 0x134
#   add eax, 1
#      ef  add eax, 1
#   ret
#      f2  cmp gs:[r14d], r14
#      f7  lea r14d, [r14+8]
#      fb  ret
# elsewhere
#      fc  mov rax, [rsp-8]
#      101  jmp 0xe5
#      106  jmp qword ptr [0xfffffffffffef000]
#      10c  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      118  jmp qword ptr gs:[0xffffffffffffff98]
#      120  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      12c  jmp qword ptr gs:[0xffffffffffffff98]
#      134  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      140  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401007 is there
# region of 0x40100b
# b1 at 0x40100b, gas 4
#      148  mov rax, [rsp-8]
#      14d  sub r15, 4
#      151  jb 0x166
#   mov eax, 2
#      157  mov eax, 2
#   ret
#      15c  cmp gs:[r14d], r14
#      161  lea r14d, [r14+8]
#      165  ret
# elsewhere
#      166  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      172  jmp qword ptr gs:[0xffffffffffffff98]
