! Host functions of Echo, for contracts in Fortran without its run-time library. Generated from echo-abi/src/scpi.rs by `make generate`.
!
! There are no unsigned numbers in Fortran: those of the machine are signed ones of the same bits. A string that a function fills in
! lies on the contract heap; echo_free gives it back.
module echo
  use, intrinsic :: iso_c_binding
  implicit none
  public

  !> Text or bytes, as the machine has them.
  type, bind(c) :: echo_string
    type(c_ptr) :: pointer = c_null_ptr
    integer(c_int32_t) :: length = 0
  end type echo_string

  !> How another contract is called or created. One that is left out stands for all zeroes.
  type, bind(c) :: echo_call_options
    integer(c_int64_t) :: value = 0 !< sent with the call
    integer(c_int64_t) :: asset = 0 !< in this asset, an instance number: 0 for 1.3.0
    integer(c_int64_t) :: gas = 0   !< at most; 0: all that is left
    integer(c_int64_t) :: flags = 0 !< echo_call_view, echo_create_upgradeable
  end type echo_call_options

  !> The callee, and whom it calls, may change nothing.
  integer(c_int64_t), parameter :: echo_call_view = 1
  !> The owner may replace the code later.
  integer(c_int64_t), parameter :: echo_create_upgradeable = 2

  interface
@FUNCTIONS@
  end interface

contains

  !> Of a text, which is to live as long.
  pure function echo_text(text) result(string)
    character(kind=c_char, len=*), target, intent(in) :: text
    type(echo_string) :: string
    string%pointer = c_loc(text)
    string%length = len(text, c_int32_t)
  end function echo_text

  !> Whether a string is this text.
  function echo_is_text(string, text) result(is)
    type(echo_string), intent(in) :: string
    character(kind=c_char, len=*), target, intent(in) :: text
    logical :: is
    is = string%length == len(text)
    if (is) is = echo_compare_memory(string%pointer, c_loc(text), len(text, c_int64_t)) == 0
  end function echo_is_text
end module echo
