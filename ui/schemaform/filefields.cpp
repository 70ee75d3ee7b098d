// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/text.h"
#include "ui/schemaform/objecteditor.h"
#include "ui/schemaform/pickedfile.h"
#include "ui/schemaform/problems.h"

#include <QBoxLayout>
#include <QCryptographicHash>
#include <QLineEdit>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype editedAsText = 4000; ///< characters of base64 that a line may hold

/// An id of our own: nobody else gave this file one.
std::string fileId(const QByteArray &content)
{
    return "local-"
        + QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex().left(24).toStdString();
}

/// What the host would make of a file for a tool's openai/fileParams. There is no host that keeps it: the
/// file itself is the address (RFC 2397).
class FileEditor : public ValueEditor {
public:
    explicit FileEditor(const FormPlace &place)
        : ValueEditor(place)
        , m_button(new FileButton(placeWords(place)))
        , m_told(new ElidedLabel({}, TextRole::Body, Tone::Muted))
        , m_object(new ObjectEditor(place))
    {
        auto *all = column(this, 0, 8);
        auto *line = row(nullptr, 0, 12);
        line->addWidget(m_button);
        line->addWidget(m_told, 1);
        all->addLayout(line);
        auto *explanation = new Label(
            tr("Choose one or drop one here. There is nowhere to upload it: it travels inside the "
               "call, as a data: address with an id of its own."),
            TextRole::Caption, Tone::Muted);
        explanation->setWrapping(true);
        all->addWidget(explanation);
        all->addWidget(m_object);
        setFocusProxy(m_button);
        m_button->takeDropsOn(this);
        setPath(place.path);
        connect(m_button, &FileButton::picked, this, &FileEditor::take);
        connect(m_object, &ValueEditor::drawn, this, &ValueEditor::drawn);
        connect(m_object, &ValueEditor::edited, this, [this] {
            tell();
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override { return m_object->value(); }
    void setValue(const std::optional<json::Value> &value) override
    {
        m_problem.clear();
        m_object->setValue(value);
        tell();
    }
    QString note() const override { return m_problem; }
    QWidget *control() const override { return m_button; }
    void setPath(const QString &path) override
    {
        ValueEditor::setPath(path);
        m_button->setObjectName(u"file_"_s + base::cleaned(path, 200));
        m_button->setAccessibleName(tr("Choose a file for %1").arg(placeWords(place())));
        m_object->setPath(path);
    }
    void showProblems(const Problems *problems, bool all, QStringList &left) override
    {
        m_object->showProblems(problems, all, left);
    }
    void collectObstacles(QStringList &obstacles) const override { m_object->collectObstacles(obstacles); }

private:
    void take(const PickedFile &file)
    {
        m_problem = file.problem;
        if (m_problem.isEmpty()) {
            const auto now = m_object->value();
            json::Object object = now && now->is_object() ? now->get_object() : json::Object();
            object["download_url"] = json::string("data:" + file.type + ";base64," + file.content.toBase64());
            object["file_id"] = fileId(file.content);
            object["mime_type"] = json::string(file.type);
            object["file_name"] = json::string(file.name);
            m_object->setValue(object);
            tell();
        }
        Q_EMIT edited();
    }
    void tell()
    {
        const auto now = m_object->value();
        const json::Object *object = now ? now->if_object() : nullptr;
        const auto text = [object](std::string_view name) {
            return object ? json::stringMember(*object, name).value_or(QByteArray()) : QByteArray();
        };
        const QByteArray address = text("download_url");
        if (address.isEmpty()) {
            m_told->setElided(tr("no file"));
            return;
        }
        QStringList words{ base::cleaned(text("file_name"), 80), base::cleaned(text("mime_type"), 60) };
        const qsizetype comma = address.startsWith("data:") ? address.indexOf(',') : -1;
        words += comma < 0 ? base::cleaned(address, 80)
                           : sizeText(QByteArray::fromBase64(address.sliced(comma + 1)).size());
        words.removeAll(QString());
        m_told->setElided(words.join(u" · "_s));
    }

    FileButton *m_button;
    ElidedLabel *m_told;
    ObjectEditor *m_object;
    QString m_problem;
};

/// A file as base64, RFC 4648 §4.
class Base64Editor : public ValueEditor {
public:
    explicit Base64Editor(const FormPlace &place)
        : ValueEditor(place), m_edit(new QLineEdit), m_button(new FileButton(placeWords(place)))
    {
        adopt(m_edit);
        m_edit->setFont(fontFor(TextRole::Wire));
        m_edit->setPlaceholderText(tr("base64, or choose or drop a file"));
        layout()->setSpacing(8);
        layout()->addWidget(m_button);
        m_button->takeDropsOn(this);
        m_button->takeDropsOn(m_edit);
        setPath(place.path);
        connect(m_button, &FileButton::picked, this, [this](const PickedFile &file) {
            m_problem = file.problem;
            if (m_problem.isEmpty())
                show(json::Value(json::string(file.content.toBase64())));
            Q_EMIT edited();
        });
        connect(m_edit, &QLineEdit::textChanged, this, [this] {
            m_given.reset();
            m_problem.clear();
            Q_EMIT edited();
        });
    }

    std::optional<json::Value> value() const override
    {
        if (m_given)
            return m_given;
        const QString text = m_edit->text();
        return text.isEmpty() && !place().isItem ? std::nullopt
                                                 : std::optional(json::Value(json::string(text)));
    }
    void setValue(const std::optional<json::Value> &value) override
    {
        m_problem.clear();
        show(value);
    }
    QString note() const override
    {
        if (!m_problem.isEmpty())
            return m_problem;
        const auto now = value();
        if (!now || !now->is_string() || now->get_string().empty())
            return {};
        const auto decoded = QByteArray::fromBase64Encoding(
            json::bytes(now->get_string()), QByteArray::AbortOnBase64DecodingErrors);
        return decoded ? tr("%1 as a file").arg(sizeText((*decoded).size())) : tr("is not base64");
    }
    QWidget *control() const override { return m_edit; }
    void setPath(const QString &path) override
    {
        ValueEditor::setPath(path);
        m_button->setObjectName(u"file_"_s + base::cleaned(path, 200));
    }

private:
    void show(const std::optional<json::Value> &value)
    {
        const QSignalBlocker quiet(m_edit);
        const QString text = value && value->is_string() ? asTyped(*value) : QString();
        const bool isLong = text.size() > editedAsText;
        m_edit->setReadOnly(isLong);
        m_edit->setText(isLong ? text.left(200) + u'…' : text);
        m_edit->setCursorPosition(0);
        m_given = value;
    }

    QLineEdit *m_edit;
    FileButton *m_button;
    QString m_problem;
    std::optional<json::Value> m_given;
};

} // namespace

ValueEditor *makeFileEditor(const FormPlace &place)
{
    return new FileEditor(place);
}

ValueEditor *makeBase64Editor(const FormPlace &place)
{
    return new Base64Editor(place);
}

} // namespace authscope::ui
