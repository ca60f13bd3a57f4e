package dev.gatehouse.auth.key;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs and verifies with the Amazon Corretto Crypto Provider, several times faster than the JDK, wherever its native
 * library loads, and with the JDK's own providers elsewhere; also for keys that only their own provider can use, as those
 * of an HSM.
 */
public final class FastCryptography {

    private static final Logger LOG = LoggerFactory.getLogger(FastCryptography.class);

    private static final String NAME = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private FastCryptography() {}

    private static final class Found {
        static final @Nullable Provider PROVIDER = load();
    }

    /** Unpacks and loads the native library on another thread, for a start has enough else to do in that time. */
    public static void loadAside() {
        Thread.ofPlatform().daemon().name("fast-cryptography").start(() -> {
            try {
                Class.forName(NAME);
            } catch (ClassNotFoundException | LinkageError _) {
                // Whoever wants to sign finds it missing too, and says so.
            }
        });
    }

    /** Makes a signature object of a provider; null stands for whichever the JDK chooses. */
    @FunctionalInterface
    interface Maker {
        Signature make(@Nullable Provider provider) throws GeneralSecurityException;
    }

    /** Gives a signature object its key. */
    @FunctionalInterface
    interface Setup {
        void accept(Signature signature) throws InvalidKeyException;
    }

    /** Returns the name of the fast provider; {@code JDK} where there is none. */
    static String provider() {
        return Found.PROVIDER == null ? "JDK" : Found.PROVIDER.getName();
    }

    static Signature prepare(Maker maker, Setup setup) throws GeneralSecurityException {
        if (Found.PROVIDER != null) {
            try {
                var signature = maker.make(Found.PROVIDER);
                setup.accept(signature);
                return signature;
            } catch (NoSuchAlgorithmException | InvalidKeyException unsuited) {
                LOG.debug("Not with the fast provider", unsuited);
            }
        }
        var signature = maker.make(null);
        setup.accept(signature);
        return signature;
    }

    /** It is there only where the build found it for this kind of machine, so it is found by its name. */
    private static @Nullable Provider load() {
        try {
            var type = Class.forName(NAME);
            var provider = (Provider) type.getField("INSTANCE").get(null);
            var failure = (Throwable) type.getMethod("getLoadingError").invoke(provider);
            if (failure == null) {
                LOG.info("Signatures are made by {}", provider.getName());
                return provider;
            }
            LOG.info("Signatures are made by the JDK, since the native library does not load: {}", failure.toString());
        } catch (ReflectiveOperationException | LinkageError absent) {
            LOG.info("Signatures are made by the JDK");
        }
        return null;
    }
}
