/** Registered clients: who may ask, and how they prove who they are. */
@NullMarked
package dev.gatehouse.auth.client;

import org.jspecify.annotations.NullMarked;
