//! Real repositories.

mod damage;
mod opening;
mod random;

use gonogo_testing::Fixture;
