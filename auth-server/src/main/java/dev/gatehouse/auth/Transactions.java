package dev.gatehouse.auth;

import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.AbstractTransactionManagementConfiguration;

/**
 * Lets listeners wait for the end of a transaction. Stands in for Spring's {@code @EnableTransactionManagement}, which
 * looks at every method of every bean for {@code @Transactional}; here, transactions are where a template opens them.
 */
@Configuration(proxyBeanMethods = false)
class Transactions extends AbstractTransactionManagementConfiguration {}
