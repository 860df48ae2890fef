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
#      c0  sub r15, 4
#      c4  jb 0x13f
#   cmp edi, esi
#      ca  cmp edi, esi
#   call 0x40100b
#      cc  mov qword ptr gs:[r14d-8], 0x401007
#      d6  lea r14d, [r14-8]
#      da  call qword ptr [0xfffffffffffef000]
#      e0  cmp dword ptr gs:[r14d-8], 0x401007
#      ea  jne 0x70
# b2 at 0x401007, gas 4
#      f0  sub r15, 4
#      f4  jb 0x153
#   add eax, 1
#      fa  add eax, 1
#   ret
#      fd  cmp gs:[r14d], r14
#      102  lea r14d, [r14+8]
#      106  ret
# elsewhere
#      107  mov rax, [rsp-8]
#      10c  mov rcx, [rsp-0x10]
#      111  jmp 0xc0
#      116  mov rax, [rsp-8]
#      11b  mov rcx, [rsp-0x10]
#      120  jmp 0xf0
#      125  jmp qword ptr [0xfffffffffffef000]
#      12b  mov dword ptr gs:[0xfffffffffffffcd0], 2
#      137  jmp qword ptr gs:[0xffffffffffffff98]
#      13f  mov dword ptr gs:[0xfffffffffffffcd0], 0
#      14b  jmp qword ptr gs:[0xffffffffffffff98]
#      153  mov dword ptr gs:[0xfffffffffffffcd0], 1
#      15f  jmp qword ptr gs:[0xffffffffffffff98]
# 0x401007 is there
# region of 0x40100b
# b1 at 0x40100b, gas 4
#      167  sub r15, 4
#      16b  jb 0x18f
#   mov eax, 2
#      171  mov eax, 2
#   ret
#      176  cmp gs:[r14d], r14
#      17b  lea r14d, [r14+8]
#      17f  ret
# elsewhere
#      180  mov rax, [rsp-8]
#      185  mov rcx, [rsp-0x10]
#      18a  jmp 0x167
#      18f  mov dword ptr gs:[0xfffffffffffffcd0], 3
#      19b  jmp qword ptr gs:[0xffffffffffffff98]
