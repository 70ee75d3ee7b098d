// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connection.h"
#include "session/secretvalues.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

const std::string_view namesMember = "environment_names";

/// The variables of the keychain, as the start of the program wants them.
class EnvironmentLoading : public base::ResultOperation<QProcessEnvironment> {
public:
    EnvironmentLoading(SecretValues *values, QList<QByteArray> names, QObject *parent)
        : ResultOperation(parent), m_values(values), m_names(std::move(names))
    {
    }

protected:
    void run() override
    {
        if (m_names.isEmpty() || !m_values)
            return finishWith(QProcessEnvironment());
        m_load = m_values->load(m_names, this);
        connect(m_load, &Operation::finished, this, [this] {
            if (!m_load->result())
                return finishWith(m_load->result().error());
            QProcessEnvironment environment;
            for (const auto &[name, value] : m_values->values())
                environment.insert(QString::fromUtf8(name), QString::fromUtf8(value.reveal()));
            finishWith(environment);
        });
        m_load->start();
    }
    void abort() override
    {
        if (m_load)
            m_load->cancel();
    }

private:
    QPointer<SecretValues> m_values;
    QList<QByteArray> m_names;
    QPointer<base::ResultOperation<bool>> m_load;
};

} // namespace

mcp::ServerCommand Connection::command() const
{
    mcp::ServerCommand command;
    const json::Object settings = settingsObject();
    const json::Object *kept = json::objectMember(settings, "command");
    if (m_record.kind != "stdio" || !kept)
        return command;
    command.program = QString::fromUtf8(json::stringMember(*kept, "program").value_or(QByteArray()));
    for (const QByteArray &argument : json::stringList(*kept, "arguments").value_or(QList<QByteArray>()))
        command.arguments.append(QString::fromUtf8(argument));
    command.workingDirectory
        = QString::fromUtf8(json::stringMember(*kept, "directory").value_or(QByteArray()));
    return command;
}

QList<QByteArray> Connection::environmentNames() const
{
    return json::stringList(settingsObject(), namesMember).value_or(QList<QByteArray>());
}

base::ResultOperation<bool> *Connection::setEnvironment(const QList<NamedSecret> &variables, QObject *parent)
{
    json::Object object = settingsObject();
    json::Array names;
    for (const auto &[name, value] : variables)
        names.emplace_back(json::string(name));
    object[namesMember] = names;
    saveSettings(object);
    closeSession();
    return m_environment->keep(variables, parent);
}

base::ResultOperation<QProcessEnvironment> *Connection::environmentNow(QObject *parent)
{
    return new EnvironmentLoading(m_environment, environmentNames(), parent);
}

} // namespace authscope::session
