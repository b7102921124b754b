"""The names of a simulated city: invented people, departments and subjects as cities have them."""

from typing import Final

SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN: Final = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华建国志文玉红春梅晓燕海峰宁波辉鹏飞雪琴云莲真环荣爱"
    "妹香月莺媛瑞凡佳嘉琼勤珍贞莉若思源浩宇轩博哲睿晨阳子涵雨欣怡然立民永健世广义兴良山仁福生龙元全胜学祥"
)

DEPARTMENTS: Final = (
    ("市委办公室", "General Office of the City Committee"),
    ("市人大常委会办公室", "Office of the City People's Congress"),
    ("市政府办公室", "General Office of the City Government"),
    ("市政协办公室", "Office of the City Consultative Conference"),
    ("市委宣传部", "Publicity Department"),
    ("市委统战部", "United Front Department"),
    ("市委政法委", "Political and Legal Affairs Commission"),
    ("市发展和改革委员会", "Development and Reform Commission"),
    ("市工业和信息化局", "Bureau of Industry and Information"),
    ("市教育局", "Bureau of Education"),
    ("市科学技术局", "Bureau of Science and Technology"),
    ("市公安局", "Bureau of Public Security"),
    ("市民政局", "Bureau of Civil Affairs"),
    ("市司法局", "Bureau of Justice"),
    ("市财政局", "Bureau of Finance"),
    ("市人力资源和社会保障局", "Bureau of Human Resources and Social Security"),
    ("市国土资源局", "Bureau of Land and Resources"),
    ("市环境保护局", "Bureau of Environmental Protection"),
    ("市住房和城乡建设局", "Bureau of Housing and Construction"),
    ("市交通运输局", "Bureau of Transport"),
    ("市水利局", "Bureau of Water Resources"),
    ("市农业局", "Bureau of Agriculture"),
    ("市林业局", "Bureau of Forestry"),
    ("市商务局", "Bureau of Commerce"),
    ("市文化广电局", "Bureau of Culture and Broadcasting"),
    ("市卫生局", "Bureau of Health"),
    ("市审计局", "Bureau of Audit"),
    ("市统计局", "Bureau of Statistics"),
    ("市旅游局", "Bureau of Tourism"),
    ("市安全生产监督管理局", "Bureau of Work Safety"),
)
COUNTIES: Final = (
    ("渭滨区", "Weibin District"),
    ("金台区", "Jintai District"),
    ("陈仓区", "Chencang District"),
    ("凤翔县", "Fengxiang County"),
    ("岐山县", "Qishan County"),
    ("扶风县", "Fufeng County"),
    ("眉县", "Mei County"),
    ("陇县", "Long County"),
    ("千阳县", "Qianyang County"),
    ("麟游县", "Linyou County"),
    ("凤县", "Feng County"),
    ("太白县", "Taibai County"),
)

SUBJECTS: Final = (
    ("党的建设", "Party Building", "政治理论"),
    ("党风廉政", "Clean Government", "政治理论"),
    ("马克思主义经典著作", "Marxist Classics", "政治理论"),
    ("宪法与法律", "Constitution and Law", "法律法规"),
    ("依法行政", "Administration by Law", "法律法规"),
    ("行政许可", "Administrative Licensing", "法律法规"),
    ("宏观经济", "Macroeconomics", "经济管理"),
    ("公共财政", "Public Finance", "经济管理"),
    ("区域经济", "Regional Economy", "经济管理"),
    ("项目管理", "Project Management", "经济管理"),
    ("突发事件应对", "Emergency Response", "公共管理"),
    ("信访与群众工作", "Petitions and Work with the Public", "公共管理"),
    ("电子政务", "E-Government", "公共管理"),
    ("新农村建设", "New Countryside", "社会建设"),
    ("社会保障", "Social Security", "社会建设"),
    ("生态文明", "Ecological Civilisation", "社会建设"),
    ("周秦文化", "Zhou and Qin Culture", "历史文化"),
    ("公文写作", "Official Writing", "履职能力"),
    ("领导艺术", "Leadership", "履职能力"),
    ("心理健康", "Mental Health", "履职能力"),
)
COURSE_KINDS: Final = (
    ("专题讲座", "Lectures"),
    ("实务", "Practice"),
    ("案例分析", "Case Studies"),
    ("导论", "Introduction"),
)
CLASS_KINDS: Final = (
    ("初任培训班", "Initial Training", "initial", "city"),
    ("专题研讨班", "Seminar", "seminar", "city"),
    ("进修班", "Advanced Class", "advanced", "city"),
    ("业务培训班", "Professional Training", "professional", "unit"),
    ("示范培训班", "Model Class", "selected", "province"),
)
VOID_REASONS: Final = ("学员身份录入错误", "重复登记", "考勤记录与签到册不符", "成绩录入错误")
