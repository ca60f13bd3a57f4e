package dev.gatehouse.auth.key;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Signs with a private key of the JDK. Signature objects are set up once and used again, one thread at a time. */
class PooledSigner implements SigningKey.Signer {

    private static final int KEPT = 2 * Runtime.getRuntime().availableProcessors();

    private final SigningAlgorithm algorithm;
    private final PrivateKey key;
    private final BlockingQueue<Signature> ready = new ArrayBlockingQueue<>(KEPT);

    /** Sets up the first signature object, so that a key that can't sign is found out now and not by a request. */
    PooledSigner(SigningAlgorithm algorithm, PrivateKey key) throws GeneralSecurityException {
        this.algorithm = algorithm;
        this.key = key;
        ready.offer(algorithm.signing(key));
    }

    @Override
    public byte[] sign(byte[] input) {
        try {
            var signature = ready.poll();
            if (signature == null) {
                signature = algorithm.signing(key);
            }
            var signed = sign(signature, input);
            ready.offer(signature);
            return signed;
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("The key can not sign with " + algorithm.getName(), cause);
        }
    }

    private static byte[] sign(Signature signature, byte[] input) throws SignatureException {
        signature.update(input);
        return signature.sign();
    }
}
