//! The macros that make lists of names both ways of telling. `$life` is there for what borrows.

/// What is but a list or a number.
macro_rules! wrapped {
    ($($name:ident $(<$life:lifetime>)?)*) => { $(
        impl<'m> Told<'m> for $name $(<$life>)? {
            fn tree(&self) -> Tree<'m> {
                self.0.tree()
            }

            fn read(tree: &Tree<'m>) -> Self {
                Self(Told::read(tree))
            }

            fn absent() -> Self {
                Self(Told::absent())
            }

            fn is_absent(&self) -> bool {
                self.0.is_absent()
            }
        }
    )* };
}

/// Structs, by their fields. A field of which nothing is said is not told.
macro_rules! structs {
    ($($name:ident $(<$life:lifetime>)? { $($field:ident),* })*) => { $(
        impl<'m> Told<'m> for $name $(<$life>)? {
            fn tree(&self) -> Tree<'m> {
                let mut told = Vec::new();
                $( tell(&mut told, stringify!($field), &self.$field); )*
                Tree::Fields(told)
            }

            fn read(tree: &Tree<'m>) -> Self {
                let told = fields(Some(tree));
                Self { $($field: field(told, stringify!($field))),* }
            }

            fn absent() -> Self {
                Self { $($field: Told::absent()),* }
            }

            fn is_absent(&self) -> bool {
                $(self.$field.is_absent())&&*
            }
        }
    )* };
}

/// Enums, by their variants; the first goes without saying where `(silent)` stands.
macro_rules! enums {
    ($($name:ident $(<$life:lifetime>)? $(($silent:ident))? {
        $first:ident $(($($held:ident),*))?
        $(, $other:ident $(($($part:ident),*))? $({ $($field:ident),* })?)* $(,)?
    })*) => { $(
        impl<'m> Told<'m> for $name $(<$life>)? {
            fn tree(&self) -> Tree<'m> {
                match self {
                    Self::$first $(($($held),*))? => Tree::Variant(stringify!($first), vec![$($($held.tree()),*)?]),
                    $( Self::$other $(($($part),*))? $({ $($field),* })? => {
                        let parts = vec![$($($part.tree()),*)?];
                        $(
                            let mut parts = parts;
                            let mut told = Vec::new();
                            $( tell(&mut told, stringify!($field), $field); )*
                            parts.push(Tree::Fields(told));
                        )?
                        Tree::Variant(stringify!($other), parts)
                    } )*
                }
            }

            #[allow(unused_variables, unused_assignments, unused_mut, reason = "not every variant has parts")]
            fn read(tree: &Tree<'m>) -> Self {
                let (name, parts) = variant(tree);
                let mut parts = parts.iter();
                let told = fields(parts.as_slice().first());
                match name {
                    stringify!($first) => Self::$first $(($({
                        let $held = next(&mut parts);
                        $held
                    }),*))?,
                    $( stringify!($other) => Self::$other $(($({
                        let $part = next(&mut parts);
                        $part
                    }),*))? $({ $($field: field(told, stringify!($field))),* })?, )*
                    _ => Self::absent(),
                }
            }

            fn absent() -> Self {
                Self::$first $(($({
                    let $held = Told::absent();
                    $held
                }),*))?
            }

            $(
                fn is_absent(&self) -> bool {
                    let $silent = matches!(self, Self::$first);
                    $silent
                }
            )?
        }
    )* };
}

pub(super) use {enums, structs, wrapped};
