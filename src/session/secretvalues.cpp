// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/secretvalues.h"

#include "base/errorcodes.h"
#include "json/json.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

namespace {

base::Secret written(const QList<NamedSecret> &values)
{
    json::Array pairs;
    for (const auto &[name, value] : values)
        pairs.push_back(json::Array{ json::string(name), json::string(value.reveal()) });
    return base::Secret(json::compact(pairs));
}

QList<NamedSecret> read(const base::Secret &kept)
{
    QList<NamedSecret> values;
    const auto document = json::parse(kept.reveal(), u"The kept values"_s);
    const json::Array *pairs = document ? document->if_array() : nullptr;
    if (!pairs)
        return {};
    for (const json::Value &entry : *pairs) {
        const json::Array *pair = entry.if_array();
        if (!pair || pair->size() != 2 || !pair->at(0).is_string() || !pair->at(1).is_string())
            return {};
        values.append(
            { json::bytes(pair->at(0).get_string()), base::Secret(json::bytes(pair->at(1).get_string())) });
    }
    return values;
}

} // namespace

class SecretLoading : public base::ResultOperation<bool> {
public:
    SecretLoading(SecretValues *values, QList<QByteArray> names, QObject *parent)
        : ResultOperation(parent), m_values(values), m_names(std::move(names))
    {
    }

protected:
    void run() override
    {
        if (!m_values || m_values->covers(m_names))
            return finishWith(base::Result<bool>(true));
        m_read = m_values->m_store->read(m_values->m_key, this);
        connect(m_read, &Operation::finished, this, [this] { arrived(); });
        m_read->start();
    }
    void abort() override
    {
        if (m_read)
            m_read->cancel();
    }

private:
    void arrived()
    {
        if (!m_read->result())
            return finishWith(m_read->result().error());
        if (!m_values || m_values->covers(m_names))
            return finishWith(base::Result<bool>(true));
        m_values->take(read(*m_read->result()));
        if (m_values->covers(m_names))
            return finishWith(base::Result<bool>(true));
        finishWith(Error{ .kind = ErrorKind::Keychain,
            .code = base::code::keptEntryWrong,
            .message = u"The keychain has no value for each of the %1 of this connection (%2). Nothing was "
                       "sent."_s.arg(m_values->what(), QString::fromUtf8(m_names.join(", "))),
            .nextStep = u"Enter them again in the connection's settings."_s });
    }

    QPointer<SecretValues> m_values;
    QList<QByteArray> m_names;
    QPointer<secrets::SecretStore::ReadOperation> m_read;
};

class SecretKeeping : public base::ResultOperation<bool> {
public:
    SecretKeeping(SecretValues *values, QList<NamedSecret> fresh, QObject *parent)
        : ResultOperation(parent), m_values(values), m_fresh(std::move(fresh))
    {
    }

protected:
    void run() override
    {
        if (!m_values)
            return finishWith(base::cancelledError());
        m_values->take(m_fresh);
        if (!m_fresh.isEmpty())
            return watch(m_values->m_store->write(m_values->m_key, written(m_fresh), this));
        if (!m_values->m_store->wasKept(m_values->m_key))
            return finishWith(base::Result<bool>(true));
        watch(m_values->m_store->remove(m_values->m_key, this));
    }
    void abort() override
    {
        if (m_step)
            m_step->cancel();
    }

private:
    template <class Step>
    void watch(Step *step)
    {
        m_step = step;
        connect(step, &Operation::finished, this, [this, step] {
            // A value that could not be taken out again must be told; one that could not be kept is here.
            if (m_fresh.isEmpty() && !step->result())
                return finishWith(step->result().error());
            finishWith(base::Result<bool>(step->result().has_value()));
        });
        step->start();
    }

    QPointer<SecretValues> m_values;
    QList<NamedSecret> m_fresh;
    QPointer<base::Operation> m_step;
};

SecretValues::SecretValues(
    secrets::SecretStore *store, base::Redactor *redactor, QString key, Kind kind, QObject *parent)
    : QObject(parent), m_store(store), m_redactor(redactor), m_key(std::move(key)), m_kind(kind)
{
}

QString SecretValues::what() const
{
    switch (m_kind) {
    case Kind::HeaderFields:
        return u"header fields"_s;
    case Kind::EnvironmentVariables:
        return u"environment variables"_s;
    }
    Q_UNREACHABLE();
    return {};
}

base::ResultOperation<bool> *SecretValues::load(const QList<QByteArray> &names, QObject *parent)
{
    return new SecretLoading(this, names, parent);
}

base::ResultOperation<bool> *SecretValues::keep(const QList<NamedSecret> &values, QObject *parent)
{
    return new SecretKeeping(this, values, parent);
}

void SecretValues::take(const QList<NamedSecret> &values)
{
    m_values = values;
    for (const auto &[name, value] : values) {
        if (m_kind == Kind::HeaderFields)
            m_redactor->hideField(name, value.reveal());
        m_redactor->learn(base::SecretKind::Other, value.reveal());
        // "Bearer …": the credential is as secret without its scheme.
        m_redactor->learn(
            base::SecretKind::Other, QByteArrayView(value.reveal()).sliced(value.reveal().indexOf(' ') + 1));
    }
}

bool SecretValues::covers(const QList<QByteArray> &names) const
{
    return std::all_of(names.begin(), names.end(), [this](const QByteArray &name) {
        return std::any_of(
            m_values.begin(), m_values.end(), [&name](const NamedSecret &one) { return one.first == name; });
    });
}

} // namespace authscope::session
