fn main() {
    echo_sdk_build::contract();
}
