# Repeated instructions: each kind, width and direction, onto themselves, across borders, and without end.
.macro two name, code
case_\name\()_up:
    cld
    \code
    ret
case_\name\()_down:
    std
    \code
    cld
    ret
.endm
.macro from_to name, source, target, count, code
    two \name, "mov esi, \source ; mov edi, \target ; mov rcx, \count ; \code"
.endm

.irp w, b, w, d, q
    two single_movs\w, "movs\w"
    two single_stos\w, "stos\w"
    two single_lods\w, "lods\w"
    two single_scas\w, "scas\w"
    two single_cmps\w, "cmps\w"
    two rep_movs\w, "rep movs\w"
    two rep_stos\w, "rep stos\w"
    two rep_lods\w, "rep lods\w"
    two repe_scas\w, "repe scas\w; setz al; setc dl"
    two repne_scas\w, "repne scas\w; setz al; setc dl"
    two repe_cmps\w, "mov rdi, rsi; repe cmps\w; setz al; setp dl"
    two repne_cmps\w, "repne cmps\w; setz al; seto dl"
    two overlap_near_\w, "lea rdi, [rsi + 1]; mov ecx, 30; rep movs\w"
    two overlap_back_\w, "lea rdi, [rsi - 3]; mov ecx, 30; rep movs\w"
    two same_\w, "mov rdi, rsi; mov ecx, 30; rep movs\w"
    two count_zero_\w, "xor ecx, ecx; rep movs\w; repne scas\w"
    two zero_keeps_flags_\w, "xor ecx, ecx; stc; repe cmps\w; setc al; setz dl"
    from_to page_\w, DATA+0xff1, DATA+0x7f9, 40, "rep movs\w"
    from_to page_target_\w, DATA+0x7f9, DATA+0xff3, 40, "rep movs\w"
    from_to to_constants_\w, DATA+0x100, READ_ONLY-13, 40, "rep movs\w"
    from_to from_constants_\w, READ_ONLY-13, DATA+0x100, 40, "rep movs\w"
    from_to over_constants_\w, READ_ONLY+0xff9, DATA+0x100, 40, "rep movs\w"
    from_to off_the_end_\w, DATA+0x100, BEHIND_END-17, 40, "rep movs\w"
    from_to off_the_source_\w, BEHIND_END-17, DATA+0x100, 40, "rep movs\w"
    from_to wraps_\w, 0xfffffff8, DATA, 40, "rep movs\w"
    from_to to_wraps_\w, DATA, 0xfffffff8, 40, "rep stos\w"
    from_to null_\w, 3, 3, 40, "repe cmps\w"
    from_to steps_of_the_stack_\w, DATA, STACK_TOP-0x10000-15, 40, "rep movs\w"
    from_to steps_of_the_source_\w, STACK_TOP-0x10000-15, DATA, 40, "rep movs\w"
    from_to end_of_the_stack_\w, DATA, STACK_END+7, 40, "rep stos\w"
    from_to end_of_the_heap_\w, DATA, HEAP_END-15, 40, "rep stos\w"
    from_to many_\w, DATA, DATA+0x1000, 1<<62, "rep movs\w"
    from_to most_\w, DATA, DATA, 0x8000000000000000, "rep stos\w"
    from_to all_\w, DATA, DATA+0x800, -1, "repne scas\w"
    from_to lods_all_\w, DATA, DATA, -1, "rep lods\w"
    from_to lods_same_\w, DATA+0x800, DATA, 100, "rep lods\w"
.endr
case_upper_halves:
    bts rsi, 40
    bts rdi, 63
    mov rcx, 0x6
    rep movsq
    ret
case_addresses_wrap_while_repeating:
    mov rsi, 0xffffffff00600000
    mov rdi, 0x1000000005fffff8
    add rdi, 8
    mov ecx, 5
    rep movsd
    repe cmpsb
    ret
case_32_bit_addresses:
    .byte 0x67
    rep movsb
    ret
case_gas_ends:
    mov r12d, 0x7fffffff
1:  mov edi, DATA
    mov ecx, 0x2000
    rep stosb
    dec r12d
    jnz 1b
    ret
case_gas_ends_in_a_scan:
    mov edi, DATA
    mov al, 0x99
1:  mov ecx, 0x1f00
    mov edi, DATA
    repne scasb
    jmp 1b
case_between_blocks:
    stc
    mov r14, rdi
    rep stosb
    setc al
    mov r15, rdi
    sub r15, r14
    ret
case_flags_through:
    cmp rax, rax
    rep movsb
    setz dl
    jz 1f
    ret
1:  mov eax, 1
    ret
case_direction_kept_over_branches:
    std
    mov ecx, 3
1:  stosb
    dec ecx
    jnz 1b
    mov rax, rdi
    cld
    ret
case_rep_nothing:
    .byte 0xf3
    nop
    .byte 0xf3
    ret
case_xlat:
    mov al, 0x80
    bts rbx, 50
    xlatb
    mov ebx, BEHIND_END - 0x90
    mov al, 0x95
    xlatb
    ret
