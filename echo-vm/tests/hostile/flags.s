# Flags over heads of blocks, and those that nobody computes.
case_loop_of_carries:
    mov ecx, 20
    stc
1:  adc rax, rdx
    adc r8, r9
    dec ecx
    jnz 1b
    setc al
    ret
case_all_flags_over_a_head:
    mov ecx, 30
    cmp rax, rdx
    jmp 1f
1:  seto r8b
    setc r9b
    setz r10b
    sets r11b
    setp r12b
    add dl, r8b
    add dl, r9b
    ror dl, 1
    lea rcx, [rcx - 1]
    jrcxz 2f
    cmp rax, rdx
    bswap rax
    jmp 1b
2:  ret
case_flags_into_two_ways:
    cmp rcx, rdx
    jb 1f
    setg al
    jmp 2f
1:  setle al
2:  cmovp rdx, rcx
    seto r8b
    ret
case_diamond:
    mov ecx, 12
    xor eax, eax
1:  test cl, 1
    jz 2f
    stc
    jmp 3f
2:  clc
3:  rcl rax, 1
    dec ecx
    jnz 1b
    ret
case_flags_over_memory_that_faults_late:
    mov edi, STACK_TOP - 0x30000
    mov ecx, 3
    stc
1:  mov [rdi], rcx
    lea rdi, [rdi + 0x8000]
    setc al
    sbb r8, 0
    dec ecx
    jnz 1b
    ret
case_head_after_a_stepped_instruction:
    cmp rcx, 5
    lahf
    setz dl
    cmc
    lahf
    mov r8, rax
    xlatb
    setc r9b
    ret
case_lahf:
    cmp al, 0x10
    lahf
    mov r8, rax
    add eax, 0x0f0f0f0f
    lahf
    ret
case_sahf:
    mov ah, 0xff
    sahf
    lahf
    mov r8, rax
    setc r9b
    setz r10b
    sets r11b
    setp r12b
    seto r13b
    mov ah, 0
    sahf
    pushf
    pop r14
    ret
case_sahf_keeps_overflow:
    mov al, 0x7f
    add al, 1
    mov ah, 0x15
    sahf
    seto dl
    setc r8b
    pushf
    pop r9
    ret
case_sahf_over_a_head:
    mov ah, 0xd7
    sahf
    jmp 1f
1:  jnc 2f
    jns 2f
    jnp 2f
    mov r8d, 1
2:  lahf
    ret
case_popf_odd:
    push 0x7fffffff
    popf
    pushf
    pop rax
    push 0
    popf
    pushf
    pop rdx
    push -0x80000000
    popf
    pushf
    pop rcx
    ret
case_popf_trap_and_nested:
    push 0x4100
    popf
    nop
    pushf
    pop rax
    ret
case_direction:
    std
    pushf
    pop rax
    jmp 1f
1:  pushf
    pop rcx
    cmp rax, rcx
    pushf
    pop rdx
    cld
    ret
case_direction_at_a_trap:
    std
    ud2
case_flags_at_a_trap:
    stc
    mov rax, [0]
    setc dl
    ret
case_division_leaves_flags:
    stc
    mov eax, 100
    xor edx, edx
    stc
    div ecx
    setc r8b
    setz r9b
    seto r10b
    sets r11b
    setp r12b
    ret
case_multiplication_leaves_flags:
    xor eax, eax
    mul rcx
    setz r8b
    sets r9b
    setp r10b
    imul rdx, rcx
    setz r11b
    sets r12b
    ret
case_shift_leaves_overflow:
    mov al, 0x7f
    inc al
    shl edx, 5
    seto r8b
    shl edx, cl
    seto r9b
    setc r10b
    xor ecx, ecx
    cmp al, al
    shr edx, cl
    setz r11b
    seto r12b
    ret
case_shift_by_more:
    mov ecx, 37
    shl ax, cl
    setc r8b
    seto r9b
    mov ecx, 20
    sar dx, cl
    setc r10b
    shr al, cl
    setc r11b
    rcl dl, cl
    setc r12b
    seto r13b
    ret
case_rotation_leaves_flags:
    cmp rax, rax
    rol rdx, 3
    setz r8b
    seto r9b
    rcr rdx, 1
    seto r10b
    setc r11b
    ret
case_bits_leave_flags:
    cmp eax, 1
    bt rdx, 3
    setz r8b
    seto r9b
    bsf rax, rdx
    setc r10b
    seto r11b
    bsr rcx, rax
    sets r12b
    setp r13b
    ret
case_bsf_of_zero:
    xor ecx, ecx
    mov rax, -1
    bsf rax, rcx
    setz r8b
    bsr edx, ecx
    setz r9b
    bsf dx, cx
    lzcnt r10, rcx
    setc r11b
    tzcnt r12d, ecx
    setc r13b
    ret
case_logic_leaves_adjust:
    xor eax, eax
    pushf
    pop rdx
    and cl, 0xf
    lahf
    ret
case_shld_leaves_flags:
    cmp eax, eax
    shld edx, eax, 7
    seto r8b
    setc r9b
    shld dx, ax, 20
    setc r10b
    mov cl, 0
    stc
    shrd rdx, rax, cl
    setc r11b
    ret
case_adcx_adox:
    stc
    mov r8, -1
    adcx r8, rcx
    setc r9b
    adox r8, rdx
    seto r10b
    setc r11b
    ret
case_vector_comparisons:
    comisd xmm1, xmm2
    jp 1f
    seta al
1:  ucomiss xmm3, xmm3
    setnp dl
    setz cl
    ptest xmm1, xmm2
    setc r8b
    setz r9b
    seto r10b
    pcmpistri xmm1, xmm2, 8
    setc r11b
    seto r12b
    sets r13b
    ret
case_live_at_512_heads:
    mov ecx, 3
    stc
1:
    .rept 520
    jc 2f
2:  adc eax, 1
    .endr
    dec ecx
    jnz 1b
    setc dl
    ret
case_stc_clc_cmc:
    stc
    jmp 1f
1:  cmc
    jmp 2f
2:  setc al
    clc
    jmp 3f
3:  cmc
    jmp 4f
4:  setc dl
    ret
case_flags_kept_for_a_block_without_gas:
    cmp rcx, 5
    jmp 1f
1:  setz al
    jmp 2f
2:  setae dl
    lea rcx, [rcx - 1]
    jrcxz 3f
    jmp 1b
3:  ret
# Each block jumps to the one below: what lives is known a block farther each time that one looks.
case_flags_through_many_jumps_back:
    stc
    jmp 9f
1:  setc al
    ret
    nop
    nop
    .rept 12
    lea rcx, [rcx + 1]
    jmp . - 10
    .endr
9:  jmp . - 6
# Code that one case has met, called or jumped to by others.
case_flags_into_known_code:
    jmp flag_reader
case_flags_into_known_code_by_a_call:
    stc
    call flag_reader
    ret
case_flags_into_known_code_by_a_jump:
    stc
    jmp flag_reader
case_flags_into_known_code_by_a_branch:
    cmp rcx, rcx
    jz flag_reader
    ret
flag_reader:
    setc al
    setz dl
    ret
case_flags_behind_a_return_to_known_code:
    call 1f
known_behind:
    setc al
    setz dl
    ret
1:  stc
    ret
case_flags_behind_a_return_to_known_code_met_before:
    stc
    jmp known_behind
case_flags_behind_a_forged_return_to_known_code:
    push offset known_behind
    stc
    ret
