/** Browser sessions: where a person is signed in, and how that ends. */
@NullMarked
package dev.gatehouse.auth.session;

import org.jspecify.annotations.NullMarked;
