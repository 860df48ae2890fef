# nop, endbr64 and prefetches cost gas and leave no operation. A test that nobody asks leaves only its access to
# memory, which may trap.
    .intel_syntax noprefix
    .globl __apply
__apply:
    endbr64
    nop
    prefetcht0 [rdi]
    cmp edi, esi
    test byte ptr [rdi], 1
    xor eax, eax
    ret

## interpreter
# b1 at 0x401000, gas 10
#   1  endbr64
#   1  nop
#   1  prefetcht0 [rdi]
#   1  cmp edi, esi                       flags: dead
#   2  test byte ptr [rdi], 1             flags: dead
#        LoadNear8  dst: T0, near: [Rdi]
#   1  xor eax, eax                       flags: dead
#      + MovI  dst: Rax, imm: 0
#   3  ret
#        Ret  release: 0
