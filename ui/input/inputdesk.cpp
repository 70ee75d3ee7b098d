// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/input/inputdesk.h"

#include "base/text.h"
#include "ui/input/samplingdialog.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int waitingAtMost = 20; // of one connection: a person is not a queue

base::Error refusal(const QString &message)
{
    return { .kind = base::ErrorKind::Refused, .message = message };
}

/// Known without asking anybody.
template <class T>
class ReadyAnswer final : public base::ResultOperation<T> {
public:
    ReadyAnswer(base::Result<T> answer, QObject *parent)
        : base::ResultOperation<T>(parent), m_answer(std::move(answer))
    {
    }

protected:
    void run() override { this->finishWith(m_answer); }

private:
    base::Result<T> m_answer;
};

} // namespace

/// Ends when the person answered, or when nobody is there to.
template <class T>
class PersonQuestion final : public base::ResultOperation<T> {
public:
    using Answer = std::function<void(const base::Result<T> &)>;
    using Open = std::function<QDialog *(QWidget *parent, Answer answer)>;

    PersonQuestion(InputDesk *desk, QString connection, QByteArray id, Open open, QObject *parent)
        : base::ResultOperation<T>(parent)
        , m_desk(desk)
        , m_connection(std::move(connection))
        , m_id(std::move(id))
        , m_open(std::move(open))
    {
    }
    ~PersonQuestion() override
    {
        if (m_desk)
            m_desk->withdraw(this);
    }

protected:
    void run() override
    {
        const Answer answer = [this](const base::Result<T> &result) { this->finishWith(result); };
        const bool queued = m_desk
            && m_desk->enqueue({ .operation = this,
                .connection = m_connection,
                .elicitationId = m_id,
                .open = [this, answer](QWidget *parent) { return m_open(parent, answer); },
                .refuse = [this](const base::Error &error) { this->finishWith(error); } });
        if (!queued)
            this->finishWith(
                refusal(InputDesk::tr("Nobody is there to answer, or too many questions wait already.")));
    }
    void abort() override
    {
        if (m_desk)
            m_desk->withdraw(this);
    }

private:
    QPointer<InputDesk> m_desk;
    QString m_connection;
    QByteArray m_id;
    Open m_open;
};

InputDesk::~InputDesk()
{
    setWindow(nullptr, {}, {});
}

void InputDesk::setWindow(
    QWidget *window, std::function<Place(const QString &)> describe, ElicitationDialog::OpenUrl open)
{
    m_window = window;
    m_describe = std::move(describe);
    m_open = std::move(open);
    if (window)
        return;
    const QList<Waiting> all = std::exchange(m_waiting, {});
    for (const Waiting &waiting : all) {
        delete waiting.dialog;
        waiting.refuse(refusal(tr("The window was closed before anybody answered.")));
    }
}

Asker InputDesk::asker(const mcp::InputContext &context) const
{
    const Place place = m_describe ? m_describe(context.connection) : Place();
    return { .connection = place.name.isEmpty() ? context.server : place.name,
        .server = context.server,
        .host = place.host,
        .url = context.url,
        .cause = context.cause };
}

base::ResultOperation<mcp::ElicitationAnswer> *InputDesk::elicit(
    const mcp::Elicitation &elicitation, const mcp::InputContext &context, QObject *parent)
{
    using Question = PersonQuestion<mcp::ElicitationAnswer>;
    const auto open
        = [this, elicitation, context](QWidget *window, const Question::Answer &answer) -> QDialog * {
        auto *dialog = new ElicitationDialog(elicitation, asker(context), m_open, window);
        dialog->setAttribute(Qt::WA_ShowWithoutActivating, context.cause.isEmpty());
        connect(dialog, &ElicitationDialog::answered, dialog,
            [answer](const mcp::ElicitationAnswer &given) { answer(given); });
        return dialog;
    };
    return new Question(this, context.connection, elicitation.id, open, parent);
}

base::ResultOperation<mcp::SamplingAnswer> *InputDesk::sample(
    const mcp::SamplingRequest &request, const mcp::InputContext &context, QObject *parent)
{
    using Question = PersonQuestion<mcp::SamplingAnswer>;
    if (m_describe && !m_describe(context.connection).allowSampling)
        return new ReadyAnswer<mcp::SamplingAnswer>(
            base::fail(refusal(tr("Sampling is off for this connection."))), parent);
    const auto open = [this, request, context](QWidget *window, const Question::Answer &answer) -> QDialog * {
        auto *dialog = new SamplingDialog(request, asker(context), window);
        dialog->setAttribute(Qt::WA_ShowWithoutActivating, context.cause.isEmpty());
        connect(dialog, &SamplingDialog::answered, dialog,
            [answer](const mcp::SamplingAnswer &given) { answer(given); });
        connect(dialog, &SamplingDialog::refused, dialog, [answer] {
            answer(base::fail(refusal(tr("The person refused to answer in place of a model."))));
        });
        return dialog;
    };
    return new Question(this, context.connection, {}, open, parent);
}

base::ResultOperation<QList<mcp::Root>> *InputDesk::roots(const mcp::InputContext &context, QObject *parent)
{
    if (!m_describe)
        return new ReadyAnswer<QList<mcp::Root>>(base::fail(refusal(tr("No folder is shared."))), parent);
    QList<mcp::Root> roots;
    for (const QString &folder : m_describe(context.connection).roots) {
        const QFileInfo about(folder);
        if (!about.isDir())
            continue; // gone since it was chosen
        const QString path = about.canonicalFilePath();
        roots += { QUrl::fromLocalFile(path).toEncoded(), QDir(path).dirName() };
    }
    return new ReadyAnswer<QList<mcp::Root>>(roots, parent);
}

void InputDesk::elicitationCompleted(const QByteArray &elicitationId)
{
    if (elicitationId.isEmpty())
        return;
    const QList<Waiting> all = m_waiting; // an answer changes the list
    for (const Waiting &waiting : all) {
        if (waiting.elicitationId != elicitationId || !waiting.dialog)
            continue;
        static_cast<ElicitationDialog *>(waiting.dialog.data())->completed();
    }
}

bool InputDesk::enqueue(Waiting waiting)
{
    const QString connection = waiting.connection;
    if (!m_window || this->waiting(connection) >= waitingAtMost)
        return false;
    m_waiting += std::move(waiting);
    openNext(connection);
    tellWaiting(connection);
    return true;
}

void InputDesk::withdraw(base::Operation *operation)
{
    const auto found = std::find_if(m_waiting.begin(), m_waiting.end(),
        [&](const Waiting &waiting) { return waiting.operation == operation; });
    if (found == m_waiting.end())
        return;
    const Waiting gone = *found;
    m_waiting.erase(found);
    if (gone.dialog) {
        gone.dialog->disconnect(this);
        gone.dialog->hide();
        gone.dialog->deleteLater();
    }
    openNext(gone.connection);
    tellWaiting(gone.connection);
}

void InputDesk::openNext(const QString &connection)
{
    for (Waiting &waiting : m_waiting) {
        if (waiting.connection != connection)
            continue;
        if (waiting.dialog || !m_window)
            return;
        QDialog *dialog = waiting.open(m_window);
        waiting.dialog = dialog;
        // After the answer was taken: the dialog closes itself first.
        connect(
            dialog, &QDialog::finished, this, [this, operation = waiting.operation] { withdraw(operation); },
            Qt::QueuedConnection);
        dialog->show();
        if (!dialog->testAttribute(Qt::WA_ShowWithoutActivating))
            dialog->raise();
        QApplication::alert(m_window);
        return;
    }
}

void InputDesk::tellWaiting(const QString &connection)
{
    const int others = waiting(connection) - 1;
    for (const Waiting &waiting : std::as_const(m_waiting)) {
        if (waiting.connection != connection || !waiting.dialog)
            continue;
        if (auto *elicitation = qobject_cast<ElicitationDialog *>(waiting.dialog))
            elicitation->setWaiting(others);
        else if (auto *sampling = qobject_cast<SamplingDialog *>(waiting.dialog))
            sampling->setWaiting(others);
    }
}

int InputDesk::waiting(const QString &connection) const
{
    return int(std::count_if(m_waiting.cbegin(), m_waiting.cend(),
        [&](const Waiting &waiting) { return waiting.connection == connection; }));
}

void InputDesk::bringToFront(const QString &connection)
{
    for (const Waiting &waiting : std::as_const(m_waiting)) {
        if (waiting.connection != connection || !waiting.dialog)
            continue;
        waiting.dialog->raise();
        waiting.dialog->activateWindow();
    }
}

} // namespace authscope::ui
