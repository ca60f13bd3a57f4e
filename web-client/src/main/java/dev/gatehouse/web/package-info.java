/** The relying party: sign in, refresh, call the API, look into the tokens. */
@NullMarked
package dev.gatehouse.web;

import org.jspecify.annotations.NullMarked;
