package dev.gatehouse.auth.token.status;

import dev.gatehouse.auth.token.RevocationCheck;
import dev.gatehouse.auth.token.TokenStatus;
import org.springframework.stereotype.Component;

/** Asks the database of each token, now; of those that are asked for at the same moment, together. */
@Component
class SharedRevocationCheck implements RevocationCheck {

    private final SharedReads<TokenStatus, Boolean> reads;

    SharedRevocationCheck(StatusLists lists) {
        this.reads = new SharedReads<>(lists::areRevoked);
    }

    @Override
    public boolean isRevoked(TokenStatus status) {
        return reads.answer(status);
    }
}
