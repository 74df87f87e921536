//! Results that are computed once, for whoever asks first.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// Values by their type and a key. Whoever asks while a value is being worked out waits for it.
#[derive(Default)]
pub(super) struct Memo(Mutex<HashMap<(TypeId, String), Arc<dyn Any + Send + Sync>>>);

impl Memo {
    /// The value, which `work` gives if nobody has asked before.
    pub(super) fn get<T: Any + Send + Sync>(&self, key: &str, work: impl FnOnce() -> T) -> Arc<T> {
        let id = (TypeId::of::<T>(), key.to_owned());
        let empty = || Arc::new(OnceLock::<Arc<T>>::new()) as Arc<dyn Any + Send + Sync>;
        // Not held while the value is worked out, which may ask for others.
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert_with(empty).clone();
        match slot.downcast::<OnceLock<Arc<T>>>() {
            Ok(slot) => slot.get_or_init(|| Arc::new(work())).clone(),
            Err(_) => Arc::new(work()),
        }
    }
}

/// A copy starts anew.
impl Clone for Memo {
    fn clone(&self) -> Self {
        Memo::default()
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;

    #[test]
    fn each_is_worked_out_once_for_its_type_and_key() {
        let memo = Memo::default();
        assert_eq!((*memo.get("a", || 1), *memo.get("a", || 2), *memo.get("b", || 3)), (1, 1, 3));
        assert_eq!((*memo.get("a", || 'x'), *memo.clone().get("a", || 4)), ('x', 4));
    }
}
