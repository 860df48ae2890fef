# Host functions of Echo, for GNU as: `int $ECHO_PARAM_U64`. Generated from echo-abi/src/scpi.rs by `make generate`.
#
# Arguments are in rdi, rsi, rdx, rcx, the result in rax, a truth value in al; every other register keeps its value. A string is
# 16 bytes: .quad pointer; .long length, 0.
@FUNCTIONS@
