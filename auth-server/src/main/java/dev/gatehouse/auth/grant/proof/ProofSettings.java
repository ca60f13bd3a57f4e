package dev.gatehouse.auth.grant.proof;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Proofs of holding a key (DPoP).
 *
 * @param nonceRequired whether each proof must carry a nonce that this server gave out in the last minutes, so that none
 *     can be made ahead; a client learns it from the {@code DPoP-Nonce} header
 */
@ConfigurationProperties("gatehouse.dpop")
record ProofSettings(@DefaultValue("false") boolean nonceRequired) {}
