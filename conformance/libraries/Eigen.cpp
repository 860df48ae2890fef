#include "library.h"

#include <Eigen/Dense>

static uint64_t compute(void) {
    uint64_t random = 7, hash = 1;
    Eigen::MatrixXd a(12, 12);
    Eigen::VectorXd b(12);
    for (int i = 0; i < 12; i++) {
        b(i) = static_cast<double>(next_random(&random) % 1000) / 8;
        for (int j = 0; j < 12; j++) {
            a(i, j) = static_cast<double>(next_random(&random) % 1000) / 16 - 30;
        }
    }
    auto add = [&hash](const auto &values) {
        for (Eigen::Index i = 0; i < values.size(); i++) {
            hash = mix(hash, bits_of(values.data()[i]));
        }
    };
    Eigen::VectorXd x = a.partialPivLu().solve(b);
    add(x);
    add(Eigen::VectorXd(a.colPivHouseholderQr().solve(b)));
    Eigen::MatrixXd square = a * a.transpose();
    add(square);
    add(Eigen::VectorXd(square.llt().solve(b)));
    hash = mix(hash, (a * x - b).norm() < 1e-9);
    return mix(hash, bits_of(a.determinant()));
}
