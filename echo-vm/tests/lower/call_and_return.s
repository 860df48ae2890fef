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
