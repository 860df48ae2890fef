//! Links a contract must not have.
