/** The operator's side: console and REST API. */
@NullMarked
package dev.gatehouse.auth.admin;

import org.jspecify.annotations.NullMarked;
