//! What the libraries compute on the host: a name and a number a line.

fn main() {
    for (name, compute) in libraries::ALL {
        println!("{name} {}", compute());
    }
}
